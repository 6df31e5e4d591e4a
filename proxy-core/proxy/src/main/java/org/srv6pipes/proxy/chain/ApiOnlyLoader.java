package org.srv6pipes.proxy.chain;

import org.srv6pipes.function.FunctionProvider;

/** What a plugin sees of the program that loads it: the function API and the JDK, nothing else. */
final class ApiOnlyLoader extends ClassLoader {

  private static final String API_PACKAGE = FunctionProvider.class.getPackageName() + '.';

  private final ClassLoader api = FunctionProvider.class.getClassLoader();

  ApiOnlyLoader() {
    super("function-api", ClassLoader.getPlatformClassLoader());
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (name.startsWith(API_PACKAGE)) {
      return api.loadClass(name);
    }
    throw new ClassNotFoundException(name);
  }
}

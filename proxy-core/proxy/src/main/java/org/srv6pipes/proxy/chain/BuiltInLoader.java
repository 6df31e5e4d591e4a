package org.srv6pipes.proxy.chain;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The classes of a built-in function, from its jars, which this loader has open for itself alone.
 * {@link URLClassLoader} lets all loaders of a JVM share the jars from which they read resources,
 * and the first one that closes takes them from the others in the middle of a read.
 */
final class BuiltInLoader extends URLClassLoader {

  static {
    registerAsParallelCapable();
  }

  /**
   * @param name the function's, for stack traces
   * @param jars the one that names functions first
   */
  BuiltInLoader(String name, List<URL> jars, ClassLoader parent) {
    super(name, jars.toArray(URL[]::new), parent);
  }

  /** The first is enough, and the big jars behind it need not be opened to look for more. */
  @Override
  public Enumeration<URL> findResources(String name) {
    return Collections.enumeration(Optional.ofNullable(findResource(name)).stream().toList());
  }

  @Override
  public @Nullable InputStream getResourceAsStream(String name) {
    URL url = getResource(name);
    if (url == null) {
      return null;
    }
    try {
      URLConnection connection = url.openConnection();
      connection.setUseCaches(false);
      return connection.getInputStream();
    } catch (IOException e) {
      return null; // as the method that this one stands for
    }
  }
}

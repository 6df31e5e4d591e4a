package org.srv6pipes.function;

/**
 * The door into a jar with a function: the one class that its {@code
 * META-INF/services/org.srv6pipes.function.FunctionProvider} names, or several, one per function.
 *
 * <p>A provider has a public constructor without arguments, holds no state and starts nothing. The
 * host loads each jar in a class loader that sees this API, the JDK and the jar itself.
 */
public interface FunctionProvider {

  /**
   * Says which version of the API this function was compiled against. The host asks this first and
   * calls nothing else when the answer does not suit it.
   *
   * @return always written as {@code return ApiVersion.CURRENT;}, which the compiler turns into the
   *     number of that day
   */
  int apiVersion();

  /**
   * Describes the function. The answer never changes.
   *
   * @return name, number, parameters and settings
   */
  FunctionDescriptor descriptor();

  /**
   * Takes a configuration. Called once per generation of the configuration (at start and at each
   * reload), and also by a mere check of a configuration file, after which the factory is closed
   * again. It may open what it needs (read a key file, say) and has no other side effect.
   *
   * @param section the function's own section; types, ranges and names of keys have been checked
   *     against {@link FunctionDescriptor#settings()} already
   * @param problems where to report what is wrong with it, all of it, instead of throwing
   * @return the factory for this generation. If a problem was reported, by this or any other
   *     function, the host closes it unused
   */
  FunctionFactory configure(ConfigSection section, Problems problems);
}

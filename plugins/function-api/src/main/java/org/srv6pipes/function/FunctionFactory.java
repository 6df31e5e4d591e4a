package org.srv6pipes.function;

/**
 * A function with its configuration. Used by several threads at once.
 *
 * <p>A factory without resources is a lambda.
 */
@FunctionalInterface
public interface FunctionFactory extends AutoCloseable {

  /**
   * Makes up its mind about the parameters of a SID. Called while a SYN waits for its verdict:
   * quick, no input or output, no state. The host may keep the plan and use it for every flow with
   * the same parameters.
   *
   * @param parameters the 32 bits, already checked against {@link FunctionDescriptor#parameters()}:
   *     no undeclared bit is set and every field is within its range
   * @param problems where to report what only this configuration makes wrong (a key number that the
   *     key file lacks, say); a problem means that the SYN is refused
   * @return what to do for such flows; after a reported problem {@link FunctionPlan#refused()}
   */
  FunctionPlan plan(Parameters parameters, Problems problems);

  /**
   * Another configuration has taken the place of this one: the functions that run go on, perhaps
   * for long, and no new ones are made but for connections that were about to begin. Releases what
   * was kept for new ones. Called at most once, before {@link #close}.
   */
  default void replaced() {}

  /**
   * Releases what {@link FunctionProvider#configure} opened. Called once, when the configuration
   * has been replaced and the last of the factory's functions has been closed.
   */
  @Override
  default void close() {}
}

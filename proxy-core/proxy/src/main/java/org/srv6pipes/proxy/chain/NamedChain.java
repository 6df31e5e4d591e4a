package org.srv6pipes.proxy.chain;

import java.util.List;
import org.srv6pipes.function.FunctionDescriptor;
import org.srv6pipes.function.Inverse;
import org.srv6pipes.function.Parameters;

/**
 * Functions that one SID names together: bytes go from one to the next without a socket between
 * them.
 *
 * @param number that names it in a SID, as if it were a function
 * @param steps in the order in which bytes meet them
 * @param inverse the chain or function that takes the way back when nobody named one
 * @param text as its author wrote it
 */
public record NamedChain(String name, int number, List<Step> steps, String inverse, String text) {

  /** What undoes nothing: on the way back bytes stay what they are. */
  public static final String IDENTITY = "identity";

  /** A function with its parameters. */
  public record Step(String function, Parameters parameters) {}

  /** Refuses a name or number that a function could not have. */
  public NamedChain {
    steps = List.copyOf(steps);
    descriptor(name, number, text, inverse);
  }

  /** The chain as if it were a function without parameters. */
  public FunctionDescriptor descriptor() {
    return descriptor(name, number, text, inverse);
  }

  private static FunctionDescriptor descriptor(
      String name, int number, String text, String inverse) {
    return FunctionDescriptor.of(name, number, text).inverse(Inverse.withDefaults(inverse));
  }
}

package org.srv6pipes.function;

import java.util.Optional;

/**
 * The version of this contract, one whole number that grows with every release that adds to it.
 *
 * <p>A jar built for an older version keeps working until {@link #OLDEST} passes it. A jar built
 * for a newer one is refused, because it may call what is not here.
 */
public final class ApiVersion {

  /** The version of this jar. A constant: the compiler copies it into the code that names it. */
  public static final int CURRENT = 1;

  /** The oldest version whose functions this host still runs. */
  public static final int OLDEST = 1;

  private ApiVersion() {}

  /**
   * Says why a function that was built for some version cannot run here.
   *
   * @param builtFor what {@link FunctionProvider#apiVersion()} returned
   * @return a sentence for the operator, or empty if the function can run
   */
  public static Optional<String> refusal(int builtFor) {
    if (builtFor > CURRENT) {
      return Optional.of(
          "It was built for version %d of the function API and this is version %d: install a newer srv6pipes, or build it against the older API."
              .formatted(builtFor, CURRENT));
    }
    if (builtFor < OLDEST) {
      return Optional.of(
          "It was built for version %d of the function API and the oldest that still runs is %d: build it again against the API of this release."
              .formatted(builtFor, OLDEST));
    }
    return Optional.empty();
  }
}

package org.srv6pipes.wire;

/**
 * What the values of this package ask of their parts, so that whatever can be constructed can be
 * emitted.
 */
final class Checks {
  private Checks() {}

  /** Refuses a number that an unsigned field of so many bits (at most 31) cannot hold. */
  static void fits(String field, int value, int bits) {
    if (value < 0 || value >>> bits != 0) {
      throw new IllegalArgumentException(
          field + " " + value + " does not fit its " + bits + " bits: 0 to " + ((1L << bits) - 1));
    }
  }

  static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}

package org.srv6pipes.wire;

/**
 * What the values of this package ask of their parts, so that whatever can be constructed can be
 * emitted. They run for every packet: messages are put together only when something is wrong.
 */
final class Checks {
  private Checks() {}

  /** Refuses a number that an unsigned field of so many bits (at most 31) cannot hold. */
  static void fits(String what, int value, int bits) {
    between(what, 0, value, (1 << bits) - 1);
  }

  static void between(String what, int least, int value, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          what + " is " + value + ", and must be " + least + " to " + most);
    }
  }

  static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}

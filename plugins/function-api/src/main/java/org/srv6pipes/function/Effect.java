package org.srv6pipes.function;

/** What a function does to the bytes, from most to least. */
public enum Effect {

  /** Any output for any input. */
  REWRITES,

  /**
   * One byte out for each byte in, at once: {@link StreamFunction#process} takes in exactly as much
   * as it puts out, and {@code flush} and {@code end} put out nothing.
   */
  KEEPS_LENGTH,

  /** As {@link #KEEPS_LENGTH}, and the bytes stay what they are; but the function reads them. */
  OBSERVES,

  /**
   * The bytes stay what they are, and the function only needs to know how many there were. The host
   * may let the kernel carry them and call {@link StreamFunction#passed} instead of {@code
   * process}.
   */
  COUNTS,

  /** Nothing at all. The host may leave the function out. */
  NONE
}

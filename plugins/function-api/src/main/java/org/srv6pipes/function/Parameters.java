package org.srv6pipes.function;

/**
 * The parameters of a function as a SID carries them: 32 bits. All zero means every default.
 *
 * @param bits the bits, as in the last four bytes of the SID
 */
public record Parameters(int bits) {

  /** Every default. */
  public static final Parameters DEFAULTS = new Parameters(0);

  /**
   * Cuts out some bits. A declared {@link ParameterField} does this and more.
   *
   * @param lowBit the lowest of them, 0 to 31; 0 is the last bit of the SID
   * @param width how many, 1 to 32
   * @return their value, never negative
   */
  public long slice(int lowBit, int width) {
    return (Integer.toUnsignedLong(bits) >>> lowBit) & mask(width);
  }

  static long mask(int width) {
    return (1L << width) - 1;
  }

  /** The bits in hexadecimal, as in {@code 0xBCDEFFFF}. */
  @Override
  public String toString() {
    return "0x%08X".formatted(bits);
  }
}

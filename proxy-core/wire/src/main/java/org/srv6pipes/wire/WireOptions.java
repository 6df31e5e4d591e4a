package org.srv6pipes.wire;

/**
 * What the two ends of a network have agreed on.
 *
 * @param returnPathType the type of the return-path TLV: 6 as the prototype had it, or one of RFC
 *     8754's experimental 124 to 126
 */
public record WireOptions(int returnPathType) {
  public static final WireOptions DEFAULT = new WireOptions(6);

  public WireOptions {
    ReturnPathTlv.checkType(returnPathType);
  }
}

package org.srv6pipes.wire;

/**
 * The numbers of IANA's "Assigned Internet Protocol Numbers" that stand in a Next Header field
 * here.
 */
final class NextHeader {
  static final int HOP_BY_HOP = 0;
  static final int IPV4 = 4;
  static final int TCP = 6;
  static final int IPV6 = 41;
  static final int ROUTING = 43;
  static final int FRAGMENT = 44;
  static final int ESP = 50;
  static final int AUTHENTICATION = 51;
  static final int ICMPV6 = 58;
  static final int NONE = 59;
  static final int DESTINATION_OPTIONS = 60;
  static final int MOBILITY = 135;
  static final int HOST_IDENTITY = 139;
  static final int SHIM6 = 140;
  static final int ETHERNET = 143;
  static final int EXPERIMENT_1 = 253;
  static final int EXPERIMENT_2 = 254;

  private NextHeader() {}
}

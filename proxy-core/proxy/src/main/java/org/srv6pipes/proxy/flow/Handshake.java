package org.srv6pipes.proxy.flow;

/** When the client's SYN is answered. */
public enum Handshake {
  /**
   * After the onward connection stands, so that the client sees refused and timed out as they are.
   */
  END_TO_END,
  /** At once; the onward connection is made when the client has arrived. */
  EARLY
}

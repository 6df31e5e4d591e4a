package org.srv6pipes.proxy.flow;

/** How the last proxy of a chain goes to the server. */
public enum Egress {
  /**
   * With an SRH that holds the return path, and without it where the server does not answer to
   * that: a host with seg6 switched off drops such packets. What a server takes is remembered for a
   * while.
   */
  AUTO,
  /** With an SRH that holds the return path, as a server with the server role wants it. */
  RETURN_PATH,
  /** Without an SRH: plain answers must pass this proxy. */
  PLAIN,
  /**
   * Without an SRH and from an address of the proxy, so that answers come back here by plain
   * routing.
   */
  OWN_ADDRESS
}

package org.srv6pipes.proxy.flow;

/** What becomes of a connection that the proxy cannot serve. */
public enum Failing {
  /** It is refused. */
  CLOSED,
  /** The kernel carries it past the proxy, along its segment list, with its bytes as they are. */
  OPEN
}

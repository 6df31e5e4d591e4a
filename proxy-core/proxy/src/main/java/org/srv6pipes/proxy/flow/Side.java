package org.srv6pipes.proxy.flow;

/** Which of the two hosts that a flow joins. */
public enum Side {
  CLIENT,
  SERVER;

  public Side other() {
    return this == CLIENT ? SERVER : CLIENT;
  }
}

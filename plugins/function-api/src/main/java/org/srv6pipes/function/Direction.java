package org.srv6pipes.function;

/** Which of the two byte streams of a flow. */
public enum Direction {

  /** From the client to the server. */
  FORWARD,

  /** From the server to the client. */
  RETURN
}

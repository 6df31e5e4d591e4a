package org.srv6pipes.function;

/** Says that a flow cannot go on. The host resets its connections and logs the message. */
public class FunctionException extends Exception {

  private static final long serialVersionUID = 1;

  /**
   * For a failure that the function found itself.
   *
   * @param reason what went wrong, for a log line: no secret, none of the connection's bytes
   */
  public FunctionException(String reason) {
    super(reason);
  }

  /**
   * For a failure that something else reported.
   *
   * @param reason what the function was doing, for a log line
   * @param cause what went wrong
   */
  public FunctionException(String reason, Throwable cause) {
    super(reason, cause);
  }
}

package org.srv6pipes.rules;

/**
 * The host did not take a change, or could not be read: what was tried, on what, why, and what
 * mends it.
 */
public final class RulesException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RulesException(String message) {
    super(message);
  }

  public RulesException(String message, Throwable cause) {
    super(message, cause);
  }
}

package org.srv6pipes.wire;

/**
 * Carries a refusal out of a reader. Without a stack trace: whoever sends packets decides how often
 * it is thrown.
 */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient Refused refused;

  RefusedException(Refused.Reason reason, String detail) {
    super(reason + ": " + detail, null, false, false);
    this.refused = new Refused(reason, detail);
  }

  public Refused refused() {
    return refused;
  }
}

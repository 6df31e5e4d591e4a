package org.srv6pipes.service.config;

/** Text that no log, message or printed configuration may show. */
public final class Secret {

  static final String MASK = "***";

  private final String text;

  public Secret(String text) {
    this.text = text;
  }

  /** The text itself, for the one place that uses it. */
  public String reveal() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && text.equals(secret.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** The mask, so that a record which holds a secret can be printed. */
  @Override
  public String toString() {
    return MASK;
  }
}

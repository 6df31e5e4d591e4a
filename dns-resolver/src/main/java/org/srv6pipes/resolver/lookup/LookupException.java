package org.srv6pipes.resolver.lookup;

/** No upstream gave an answer. */
public final class LookupException extends Exception {
  private static final long serialVersionUID = 1L;

  LookupException(String message) {
    super(message);
  }
}

package org.srv6pipes.service.admin;

/** Something that was asked of a running role cannot be done; the message says why. */
public final class AdminException extends Exception {

  private static final long serialVersionUID = 1L;

  public AdminException(String message) {
    super(message);
  }
}

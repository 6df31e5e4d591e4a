package org.srv6pipes.service.peer;

/** A peer did not let us look in; the message says why, to be shown. */
public final class PeerException extends Exception {

  private static final long serialVersionUID = 1L;

  PeerException(String message) {
    super(message);
  }
}

package org.srv6pipes.lab;

import org.jspecify.annotations.Nullable;

/**
 * Something that a lab was asked to do and could not: the message names the host, the operation and
 * what it said.
 */
public final class LabException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LabException(String message) {
    this(message, null);
  }

  public LabException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

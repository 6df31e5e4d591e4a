package org.srv6pipes.dist.pipe;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Whoever read the output does not read it any more. */
public final class OutputException extends IOException {

  private static final long serialVersionUID = 1;

  OutputException(UncheckedIOException cause) {
    super(cause.getMessage(), cause);
  }
}

package org.srv6pipes.dist.pipe;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;

/** The output cannot be written, maybe because nobody reads it any more. */
public final class OutputException extends IOException {

  private static final long serialVersionUID = 1;

  OutputException(UncheckedIOException cause) {
    super(requireNonNull(cause.getCause()).getMessage(), cause);
  }
}

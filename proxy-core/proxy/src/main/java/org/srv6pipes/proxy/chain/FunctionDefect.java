package org.srv6pipes.proxy.chain;

import org.srv6pipes.function.FunctionException;

/** A function failed in a way that it did not foresee: whoever mends it needs the trace. */
public final class FunctionDefect extends FunctionException {

  private static final long serialVersionUID = 1;

  private FunctionDefect(String reason, Throwable cause) {
    super(reason, cause);
  }

  /** What a function threw, with the name of the function, of which a chain may have several. */
  static FunctionException of(String function, Throwable thrown) {
    return thrown instanceof FunctionException
        ? new FunctionException(function + ": " + thrown.getMessage(), thrown)
        : new FunctionDefect(function + ": " + thrown, thrown);
  }
}

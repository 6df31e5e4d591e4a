package org.srv6pipes.proxy.chain;

import org.srv6pipes.function.FunctionException;

/** A function failed in a way that it did not foresee: whoever mends it needs the trace. */
public final class FunctionDefect extends FunctionException {

  private static final long serialVersionUID = 1;

  FunctionDefect(String function, Throwable cause) {
    super(function + ": " + cause, cause);
  }
}

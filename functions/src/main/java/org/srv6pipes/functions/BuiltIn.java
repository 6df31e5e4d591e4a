package org.srv6pipes.functions;

import org.srv6pipes.function.ApiVersion;
import org.srv6pipes.function.FunctionDescriptor;
import org.srv6pipes.function.FunctionProvider;

/** What all providers here have in common. */
abstract class BuiltIn implements FunctionProvider {

  private final FunctionDescriptor descriptor;

  BuiltIn(FunctionDescriptor descriptor) {
    this.descriptor = descriptor;
  }

  @Override
  public final int apiVersion() {
    return ApiVersion.CURRENT;
  }

  @Override
  public final FunctionDescriptor descriptor() {
    return descriptor;
  }
}

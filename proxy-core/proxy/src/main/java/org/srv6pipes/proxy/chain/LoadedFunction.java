package org.srv6pipes.proxy.chain;

import org.srv6pipes.function.FunctionDescriptor;
import org.srv6pipes.function.FunctionProvider;

/**
 * A function that ServiceLoader found.
 *
 * @param origin the jar or folder that it came from, for people
 */
public record LoadedFunction(
    FunctionProvider provider, FunctionDescriptor descriptor, String origin) {

  public String name() {
    return descriptor.name();
  }
}

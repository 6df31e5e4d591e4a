package org.srv6pipes.dist.cli;

import java.util.List;
import org.srv6pipes.function.Argument;
import org.srv6pipes.function.FunctionDescriptor;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.wire.ChainStep;

/** Between a step of a chain, as the grammar has it, and the parameters of a function. */
final class Steps {

  private Steps() {}

  /**
   * The step that asks for a function with these parameters; those at their defaults are left out.
   */
  static ChainStep of(FunctionDescriptor function, Parameters parameters) {
    return new ChainStep(
        function.name(),
        function.parameters().decode(parameters).stream()
            .map(it -> (ChainStep.Argument) new ChainStep.Argument.Named(it.name(), it.value()))
            .toList());
  }

  /** What stands between the brackets of a step. */
  static List<Argument> arguments(ChainStep step) {
    return step.arguments().stream()
        .map(
            written ->
                switch (written) {
                  case ChainStep.Argument.Positional it -> Argument.positional(it.value());
                  case ChainStep.Argument.Named it -> new Argument(it.name(), it.value());
                })
        .toList();
  }
}

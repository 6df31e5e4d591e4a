package org.srv6pipes.wire;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One function of a chain, by name. Whether there is such a function, and what its arguments mean,
 * is not decided here.
 *
 * @param arguments those without a name first, no name twice
 */
public record ChainStep(String name, List<Argument> arguments) {

  public ChainStep {
    arguments = List.copyOf(arguments);
    ChainSyntax.checkName(name);
    Set<String> names = new HashSet<>();
    for (Argument argument : arguments) {
      if (argument instanceof Argument.Named named) {
        Checks.require(names.add(named.name()), "an argument of one name stands twice");
      } else {
        Checks.require(names.isEmpty(), "an argument without a name follows one with a name");
      }
    }
  }

  /** {@code name} or {@code name(value, key=value)} */
  @Override
  public String toString() {
    return arguments.isEmpty()
        ? name
        : arguments.stream()
            .map(Argument::toString)
            .collect(Collectors.joining(", ", name + "(", ")"));
  }

  /** What a function is told. The value is the text itself, whether it stood in quotes or not. */
  public sealed interface Argument {
    String value();

    /** An argument known by its position. */
    record Positional(String value) implements Argument {
      @Override
      public String toString() {
        return ChainSyntax.printed(value);
      }
    }

    /** An argument known by its name. */
    record Named(String name, String value) implements Argument {
      public Named {
        ChainSyntax.checkName(name);
      }

      @Override
      public String toString() {
        return name + "=" + ChainSyntax.printed(value);
      }
    }
  }
}

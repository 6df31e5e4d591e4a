package org.srv6pipes.resolver.policy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.srv6pipes.function.Argument;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.function.Problems;
import org.srv6pipes.wire.ChainStep;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Ipv6Prefix;
import org.srv6pipes.wire.SidLayout;

/**
 * A proxy that chains can lead through.
 *
 * @param site where it stands; proxies of one site are as good as each other
 * @param weight how much of the clients it gets, in proportion to the others of its site
 */
public record KnownProxy(
    String name,
    String site,
    Ipv6Prefix prefix,
    SidLayout layout,
    int weight,
    Map<String, ExportedFunction> functions) {

  private static final String IDENTITY = "identity";

  public KnownProxy {
    functions = Map.copyOf(functions);
  }

  /**
   * @param exported what {@code srv6pipes functions --json} printed on the proxy
   * @throws IllegalArgumentException if that is not it; the message says what is wrong
   */
  public static KnownProxy read(
      String name, String site, Ipv6Prefix prefix, SidLayout layout, int weight, String exported) {
    return new KnownProxy(name, site, prefix, layout, weight, ExportedFunction.parseAll(exported));
  }

  /** A step as two SIDs of this proxy. */
  record Step(Ipv6Address forward, Optional<Ipv6Address> back) {}

  boolean has(ChainStep step) {
    return functions.containsKey(step.name());
  }

  /**
   * @throws IllegalArgumentException if the function is not there or its arguments do not parse;
   *     the message says which
   */
  Step sids(ChainStep step) {
    ExportedFunction function = functions.get(step.name());
    if (function == null) {
      throw new IllegalArgumentException(
          "proxy " + name + " has no function \"" + step.name() + "\"");
    }
    Problems problems = new Problems();
    Parameters parameters = function.parameters().encode(arguments(step), problems);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(step + ": " + problems);
    }
    return new Step(
        layout.encode(prefix, function.number(), parameters.bits()), back(function, parameters));
  }

  /** What the proxy itself would take for the way back. */
  private Optional<Ipv6Address> back(ExportedFunction function, Parameters parameters) {
    if (function.inverse().isEmpty()) {
      return Optional.ofNullable(functions.get(IDENTITY)).map(it -> sid(it, Parameters.DEFAULTS));
    }
    ExportedFunction inverse = functions.get(function.inverse().get());
    return switch (function.inverseParameters()) {
      case SAME -> Optional.ofNullable(inverse).map(it -> sid(it, parameters));
      case DEFAULTS -> Optional.ofNullable(inverse).map(it -> sid(it, Parameters.DEFAULTS));
      case OTHER ->
          parameters.equals(Parameters.DEFAULTS)
              ? Optional.ofNullable(inverse).map(it -> sid(it, function.inverseOfDefaults()))
              : Optional.empty();
    };
  }

  private Ipv6Address sid(ExportedFunction function, Parameters parameters) {
    return layout.encode(prefix, function.number(), parameters.bits());
  }

  private static List<Argument> arguments(ChainStep step) {
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

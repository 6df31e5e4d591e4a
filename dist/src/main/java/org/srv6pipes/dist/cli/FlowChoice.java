package org.srv6pipes.dist.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Parameters;

/** Which flows of a running proxy a command speaks of. */
final class FlowChoice {

  /** What flows can be sorted by, as the request spells it. */
  enum Order {
    newest,
    oldest,
    bytes
  }

  @Parameters(
      arity = "0..*",
      paramLabel = "TEXT",
      description = "Only flows whose addresses, SIDs or functions hold every one of these.")
  private List<String> match = List.of();

  /** What to ask the proxy for. */
  Map<String, Object> request(Order order, int most) {
    return Map.of(
        "ask", "flows", "match", String.join(" ", match), "order", order.name(), "most", most);
  }
}

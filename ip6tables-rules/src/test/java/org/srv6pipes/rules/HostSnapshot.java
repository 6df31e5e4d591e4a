package org.srv6pipes.rules;

import java.util.List;
import java.util.stream.Stream;

/** What a person sees who looks at the host with the system's own tools. */
record HostSnapshot(
    List<String> nft,
    List<String> legacy,
    List<String> rules,
    List<String> routes,
    List<String> sysctls,
    List<String> tables) {
  private static final String LOOK =
      """
      ip6tables-nft-save; echo ----
      ip6tables-legacy-save 2>&1 || true; echo ----
      ip -6 rule; echo ----
      ip -6 route show table all | sort; echo ----
      cd /proc/sys/net/ipv6/conf && grep . */seg6_enabled */forwarding */accept_ra; echo ----
      nft list tables | grep srv6pipes || true
      """;

  static HostSnapshot now() {
    List<String> seen = List.of(Shell.run(LOOK).split("(?m)^----$"));
    return new HostSnapshot(
        chains(seen.get(0)),
        chains(seen.get(1)),
        seen.get(2).lines().toList(),
        seen.get(3).lines().toList(),
        seen.get(4).lines().filter(line -> !line.isEmpty()).toList(),
        seen.get(5).lines().filter(line -> !line.isEmpty()).toList());
  }

  /** The rules in both back ends that do not mention a chain of ours. */
  List<String> foreignRules() {
    return Stream.of(nft, legacy)
        .flatMap(List::stream)
        .filter(line -> line.startsWith("-A") && !line.contains(RuleSet.FAMILY))
        .toList();
  }

  /** Without comments and counters, and without tables in which there is nothing. */
  private static List<String> chains(String saved) {
    return Stream.of(saved.split("(?m)^COMMIT$"))
        .map(table -> table.lines().filter(HostSnapshot::isNoComment).toList())
        .filter(table -> table.stream().anyMatch(HostSnapshot::isContent))
        .flatMap(table -> table.stream().map(line -> line.replaceAll(" \\[\\d+:\\d+]$", "")))
        .toList();
  }

  private static boolean isNoComment(String line) {
    return !line.isEmpty() && !line.startsWith("#");
  }

  private static boolean isContent(String line) {
    return line.startsWith("-A") || line.contains(" DROP") || line.contains(" - ");
  }

  @Override
  public String toString() {
    return String.join(
        "\n", Stream.of(nft, legacy, rules, routes, sysctls).flatMap(List::stream).toList());
  }
}

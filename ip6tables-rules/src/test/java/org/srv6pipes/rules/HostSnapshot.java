package org.srv6pipes.rules;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a person sees who looks at the host with the system's own tools. */
record HostSnapshot(
    List<String> nft,
    List<String> legacy,
    List<String> rules,
    List<String> routes,
    List<String> sysctls) {

  static HostSnapshot now() {
    return new HostSnapshot(
        chains("ip6tables-nft-save"),
        chains("ip6tables-legacy-save"),
        lines("ip", "-6", "rule"),
        lines("ip", "-6", "route", "show", "table", "all").stream().sorted().toList(),
        Stream.of("all", "default", "lo", "e0", "e1").flatMap(HostSnapshot::sysctlsOf).toList());
  }

  /** Without comments and counters, and without tables in which there is nothing. */
  private static List<String> chains(String tool) {
    String saved = String.join("\n", lines(tool));
    return Stream.of(saved.split("(?m)^COMMIT$"))
        .map(table -> table.lines().filter(line -> !line.startsWith("#")).toList())
        .filter(table -> table.stream().anyMatch(HostSnapshot::isContent))
        .flatMap(table -> table.stream().map(line -> line.replaceAll(" \\[\\d+:\\d+]$", "")))
        .toList();
  }

  private static boolean isContent(String line) {
    return line.startsWith("-A") || line.contains(" DROP") || line.contains(" - ");
  }

  private static Stream<String> sysctlsOf(String device) {
    return Stream.of("seg6_enabled", "forwarding", "accept_ra")
        .map(key -> "net.ipv6.conf." + device + "." + key)
        .flatMap(name -> lines("sysctl", name).stream());
  }

  private static List<String> lines(String... command) {
    return Shell.run(String.join(" ", command)).lines().toList();
  }

  @Override
  public String toString() {
    return Stream.of(nft, legacy, rules, routes, sysctls)
        .flatMap(List::stream)
        .collect(Collectors.joining("\n"));
  }
}

package org.srv6pipes.rules;

import java.util.List;
import java.util.stream.Stream;

/** The back ends of ip6tables that can be used here. */
final class BackEnds {
  static final String WHY_NOT_LEGACY =
      "to an ordinary user's namespaces the kernel does not tell which tables iptables-legacy has";

  private BackEnds() {}

  /** To an ordinary user's namespaces the kernel does not tell which tables the older one has. */
  static List<String> usable() {
    return Stream.of("nft", "legacy").filter(BackEnds::canBeRead).toList();
  }

  private static boolean canBeRead(String backEnd) {
    return Command.of("ip6tables-" + backEnd + "-save").run("").exitCode() == 0;
  }
}

package org.srv6pipes.rules;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The chains and rules of a host as ip6tables-save printed them, ours and everybody else's. */
final class FirewallState {
  private final Map<Table, Map<String, List<String>>> tables = new EnumMap<>(Table.class);

  private final Map<String, String> policies = new HashMap<>();

  private FirewallState() {}

  /** Reads what ip6tables-save prints; comments, counters and tables unknown to us are left out. */
  static FirewallState parse(String saved) {
    FirewallState state = new FirewallState();
    Map<String, List<String>> chains = new LinkedHashMap<>();
    String table = "";
    for (String line : saved.lines().toList()) {
      if (line.startsWith("*")) {
        chains = new LinkedHashMap<>();
        table = line.substring(1);
        Map<String, List<String>> opened = chains;
        Table.named(table).ifPresent(known -> state.tables.put(known, opened));
      } else if (line.startsWith(":")) {
        String[] words = line.substring(1).split(" ");
        chains.put(words[0], new ArrayList<>());
        state.policies.put(table + " " + words[0], words[1]);
      } else if (line.startsWith("-A ")) {
        String rule = line.substring(3);
        String chain = firstWord(rule);
        chains.computeIfAbsent(chain, name -> new ArrayList<>()).add(spec(rule, chain));
      }
    }
    return state;
  }

  /** The rules of a chain, in order; empty as well where there is no such chain. */
  List<String> rules(Table table, String chain) {
    return chains(table).getOrDefault(chain, List.of());
  }

  /** What becomes of a packet at the end of a built-in chain. */
  String policy(Table table, String chain) {
    return policies.getOrDefault(table + " " + chain, "ACCEPT");
  }

  /** The names of the chains of a table, the built-in ones included. */
  List<String> chainNames(Table table) {
    return List.copyOf(chains(table).keySet());
  }

  /** Every rule of every table. */
  Stream<String> allRules() {
    return tables.values().stream().flatMap(t -> t.values().stream()).flatMap(List::stream);
  }

  /** Every rule that does not stand in a chain of ours. */
  Stream<String> rulesOfOthers() {
    return tables.values().stream()
        .flatMap(chains -> chains.entrySet().stream())
        .filter(chain -> !chain.getKey().startsWith(RuleSet.FAMILY))
        .flatMap(chain -> chain.getValue().stream());
  }

  private Map<String, List<String>> chains(Table table) {
    return tables.getOrDefault(table, Map.of());
  }

  private static String spec(String rule, String chain) {
    return canonical(rule.length() == chain.length() ? "" : rule.substring(chain.length() + 1));
  }

  /** Protocols that ip6tables prints by name only where /etc/protocols knows them. */
  private static String canonical(String rule) {
    return rule.replace("-p ipv6 ", "-p 41 ")
        .replace("-p ipencap ", "-p 4 ")
        .replace("-p icmpv6 ", "-p ipv6-icmp ")
        .stripTrailing();
  }

  private static String firstWord(String text) {
    int space = text.indexOf(' ');
    return space < 0 ? text : text.substring(0, space);
  }
}

package org.srv6pipes.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The part of a plan that ip6tables holds: chains of our own and the jumps into them.
 *
 * @param prefix how the names of all chains of this instance begin, and of no other chain
 */
public record RuleSet(String prefix, List<Chain> chains, List<Jump> jumps) {
  /** How the names of the chains of every instance begin. */
  static final String FAMILY = "S6P-";

  public RuleSet {
    chains = List.copyOf(chains);
    jumps = List.copyOf(jumps);
    for (Chain chain : chains) {
      if (!chain.name().startsWith(prefix)) {
        throw new IllegalArgumentException(
            "chain " + chain.name() + " must begin with " + prefix + ", or nobody would find it");
      }
    }
  }

  /** No chain at all: installing this removes what an instance has. */
  static RuleSet none(String prefix) {
    return new RuleSet(prefix, List.of(), List.of());
  }

  /** What a host has of an instance. */
  static RuleSet installed(String prefix, FirewallState host) {
    RuleSet any = none(prefix);
    List<Chain> chains = new ArrayList<>();
    List<Jump> jumps = new ArrayList<>();
    for (Table table : Table.values()) {
      any.ownChains(table, host)
          .forEach(name -> chains.add(new Chain(table, name, host.rules(table, name))));
      jumps.addAll(any.ownJumps(table, host));
    }
    return new RuleSet(prefix, chains, jumps);
  }

  /** The prefix of the chains of the instance with this index. */
  static String prefix(int index) {
    return FAMILY + index + "-";
  }

  /**
   * The script that makes a host hold exactly these chains of this instance; empty if it does
   * already. What other instances and other programs have in the tables stays as it is.
   */
  String script(FirewallState host) {
    return script(host, List.of(Table.values()));
  }

  /**
   * The same, but the table that packets meet first is changed last: what it sends on to the others
   * then finds these chains there.
   */
  String scriptFromTheLast(FirewallState host) {
    return script(host, List.of(Table.values()).reversed());
  }

  private String script(FirewallState host, List<Table> order) {
    StringBuilder script = new StringBuilder();
    for (Table table : order) {
      if (!isInstalled(table, host)) {
        section(table, host).forEach(line -> script.append(line).append('\n'));
      }
    }
    return script.toString();
  }

  /** The same script for a host that has nothing of this instance. */
  String script() {
    return script(FirewallState.parse(""));
  }

  boolean isInstalled(Table table, FirewallState host) {
    List<Chain> wanted = chains(table);
    List<String> names = wanted.stream().map(Chain::name).sorted().toList();
    return names.equals(ownChains(table, host).stream().sorted().toList())
        && wanted.stream().allMatch(c -> host.rules(table, c.name()).equals(c.rules()))
        && jumps(table).stream().allMatch(jump -> isFirst(jump, host))
        && ownJumps(table, host).size() == jumps(table).size();
  }

  /** Whether nothing but jumps of our family stands before this one. */
  static boolean isFirst(Jump jump, FirewallState host) {
    List<String> rules = host.rules(jump.table(), jump.from());
    int place = rules.indexOf(jump.target());
    return place >= 0 && rules.subList(0, place).stream().allMatch(RuleSet::isOfFamily);
  }

  /** Whether a rule of a built-in chain is a jump of any instance of ours. */
  static boolean isOfFamily(String rule) {
    return rule.startsWith("-j " + FAMILY);
  }

  private List<String> section(Table table, FirewallState host) {
    List<Chain> wanted = chains(table);
    List<String> stale = new ArrayList<>(ownChains(table, host));
    wanted.forEach(chain -> stale.remove(chain.name()));

    List<String> lines = new ArrayList<>();
    lines.add("*" + table);
    wanted.forEach(chain -> lines.add(":" + chain.name() + " - [0:0]"));
    ownJumps(table, host).forEach(jump -> lines.add("-D " + jump.rule()));
    stale.forEach(chain -> lines.add("-F " + chain));
    stale.forEach(chain -> lines.add("-X " + chain));
    wanted.forEach(chain -> chain.rules().forEach(r -> lines.add("-A " + chain.name() + " " + r)));
    jumps(table).forEach(jump -> lines.add("-I " + jump.from() + " 1 " + jump.target()));
    lines.add("COMMIT");
    return lines;
  }

  List<Chain> chains(Table table) {
    return chains.stream().filter(chain -> chain.table() == table).toList();
  }

  List<Jump> jumps(Table table) {
    return jumps.stream().filter(jump -> jump.table() == table).toList();
  }

  /** The rules of a chain; none where the plan has no such chain. */
  List<String> rules(Table table, String chain) {
    return chains(table).stream()
        .filter(it -> it.name().equals(chain))
        .findFirst()
        .map(Chain::rules)
        .orElse(List.of());
  }

  List<String> ownChains(Table table, FirewallState host) {
    return host.chainNames(table).stream().filter(name -> name.startsWith(prefix)).toList();
  }

  private List<Jump> ownJumps(Table table, FirewallState host) {
    return host.chainNames(table).stream()
        .filter(chain -> !chain.startsWith(prefix))
        .flatMap(from -> jumpsFrom(table, from, host))
        .toList();
  }

  private Stream<Jump> jumpsFrom(Table table, String from, FirewallState host) {
    return host.rules(table, from).stream()
        .filter(rule -> rule.startsWith("-j " + prefix))
        .map(rule -> new Jump(table, from, rule.substring("-j ".length())));
  }
}

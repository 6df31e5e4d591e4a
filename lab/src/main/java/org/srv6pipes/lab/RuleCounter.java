package org.srv6pipes.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A rule of a host that only counts what it matches. It stands before all others of its chain. */
public final class RuleCounter {
  private static final String TABLE = "mangle";

  private final Host host;
  private final String chain;
  private final String mark;

  private RuleCounter(Host host, String chain, String mark) {
    this.host = host;
    this.chain = chain;
    this.mark = mark;
  }

  static RuleCounter insert(Host host, String chain, List<String> match) {
    String mark = "count-" + UUID.randomUUID();
    List<String> rule = new ArrayList<>(List.of("ip6tables", "-w", "-t", TABLE, "-I", chain));
    rule.addAll(match);
    rule.addAll(List.of("-m", "comment", "--comment", mark));
    host.check(rule.toArray(String[]::new));
    return new RuleCounter(host, chain, mark);
  }

  /** How many packets have matched. */
  public long packets() {
    String[] columns =
        host.check("ip6tables", "-w", "-t", TABLE, "-nvxL", chain).lines().stream()
            .filter(line -> line.contains(mark))
            .findFirst()
            .orElseThrow(() -> new LabException(host + ": a rule that counts has been removed"))
            .strip()
            .split(" +");
    return Long.parseLong(columns[0]);
  }
}

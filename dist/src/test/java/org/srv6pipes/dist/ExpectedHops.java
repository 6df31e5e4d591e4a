package org.srv6pipes.dist;

import java.util.ArrayList;
import java.util.List;
import org.srv6pipes.lab.Host;

/**
 * Rules of a router that count packets, hop by hop, and those that should not be where they are.
 * They stand before the first packet.
 */
final class ExpectedHops {

  private final Host router;
  private final String chain;

  private ExpectedHops(Host router, String chain) {
    this.router = router;
    this.chain = chain;
  }

  /**
   * Begins to count.
   *
   * @param match what tells the packets that are meant from all others
   * @param hops what else must match, in one way or another, for a packet to be where it should
   */
  static ExpectedHops count(Host router, String chain, String match, List<String> hops) {
    List<String> lines = new ArrayList<>(List.of("*mangle", ":" + chain + " -"));
    hops.forEach(hop -> lines.add("-A %s -p tcp %s -j RETURN".formatted(chain, hop)));
    lines.add("-A " + chain);
    lines.add("-I FORWARD -p tcp %s -j %s".formatted(match, chain));
    lines.add("COMMIT");
    router.shell(
        "ip6tables-restore -w --noflush <<'RULES'\n" + String.join("\n", lines) + "\nRULES");
    return new ExpectedHops(router, chain);
  }

  /** How many packets took each hop. */
  List<Long> packets() {
    List<Long> counts = counts();
    return counts.subList(0, counts.size() - 1);
  }

  /** How many packets took none of them. */
  long strays() {
    return counts().getLast();
  }

  private List<Long> counts() {
    return router.check("ip6tables", "-w", "-t", "mangle", "-nvxL", chain).lines().stream()
        .skip(2)
        .map(line -> Long.valueOf(line.strip().split(" +")[0]))
        .toList();
  }
}

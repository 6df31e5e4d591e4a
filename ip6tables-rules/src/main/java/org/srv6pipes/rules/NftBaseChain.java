package org.srv6pipes.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A chain of nftables that the kernel itself calls.
 *
 * @param family {@code ip6}, {@code inet} and others
 * @param hook where in a packet's way
 */
record NftBaseChain(String family, String table, String name, String hook) {
  private static final Pattern TABLE = Pattern.compile("table (\\S+) (\\S+) \\{");
  private static final Pattern CHAIN = Pattern.compile("\\s+chain (\\S+) \\{");
  private static final Pattern TYPE = Pattern.compile("\\s+type \\S+ hook (\\S+) .*");

  private static final Set<String> OF_IP6TABLES =
      Set.of("raw", "mangle", "nat", "filter", "security");

  /** Reads what {@code nft list chains} prints. */
  static List<NftBaseChain> parse(String listed) {
    List<NftBaseChain> chains = new ArrayList<>();
    String family = "";
    String table = "";
    String name = "";
    for (String line : listed.lines().toList()) {
      Matcher tableLine = TABLE.matcher(line);
      Matcher chainLine = CHAIN.matcher(line);
      Matcher typeLine = TYPE.matcher(line);
      if (tableLine.matches()) {
        family = tableLine.group(1);
        table = tableLine.group(2);
      } else if (chainLine.matches()) {
        name = chainLine.group(1);
      } else if (typeLine.matches()) {
        chains.add(new NftBaseChain(family, table, name, typeLine.group(1)));
      }
    }
    return chains;
  }

  boolean isOfIp6tables() {
    return family.equals("ip6") && OF_IP6TABLES.contains(table);
  }

  boolean seesArrivingIpv6() {
    return Set.of("ip6", "inet").contains(family) && Set.of("prerouting", "input").contains(hook);
  }

  /** As nft names it in its commands. */
  @Override
  public String toString() {
    return family + " " + table + " " + name;
  }
}

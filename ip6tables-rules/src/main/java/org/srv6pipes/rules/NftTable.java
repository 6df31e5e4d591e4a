package org.srv6pipes.rules;

import java.util.List;

/**
 * A table of nftables, for what ip6tables cannot do: to remember connections.
 *
 * @param name of the table, in the family ip6
 * @param lines what makes a host hold it, for {@code nft -f}; what its sets hold already stays
 */
public record NftTable(String name, List<String> lines) {
  /** How the names of the tables of all instances begin. */
  private static final String FAMILY = "srv6pipes-";

  public NftTable {
    lines = List.copyOf(lines);
  }

  /** The name of the table of the instance with this index. */
  static String name(int index) {
    return FAMILY + index;
  }

  /** Whether a table belongs to an instance of ours. */
  static boolean isOurs(String name) {
    return name.startsWith(FAMILY);
  }

  String script() {
    return String.join("\n", lines) + "\n";
  }
}

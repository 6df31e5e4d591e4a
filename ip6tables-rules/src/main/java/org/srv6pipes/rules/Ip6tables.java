package org.srv6pipes.rules;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packet filter through ip6tables, whichever of its back ends the host uses. */
final class Ip6tables {
  private static final String LOCK_PATIENCE_SECONDS = "10";

  private static final Pattern LINE =
      Pattern.compile("(?:Error occurred at line: |\\bline )(\\d+)", Pattern.MULTILINE);

  private final String family;

  private Ip6tables(String family) {
    this.family = family;
  }

  private Command save() {
    return Command.of(path(family + "-save"));
  }

  /** The back end that the plain name stands for on this host. */
  static Ip6tables ofHost() {
    return new Ip6tables("ip6tables");
  }

  /** One back end, {@code nft} or {@code legacy}. */
  static Ip6tables ofBackEnd(String backEnd) {
    return new Ip6tables("ip6tables-" + backEnd);
  }

  /** The one of the two that this is not, if the host has it. */
  Optional<Ip6tables> otherBackEnd() {
    String other = "ip6tables-" + (isNft() ? "legacy" : "nft");
    return Command.find(other + "-save").map(tool -> new Ip6tables(other));
  }

  /** The back end that it is: {@code iptables-nft} or {@code iptables-legacy}. */
  String backEnd() {
    return isNft() ? "iptables-nft" : "iptables-legacy";
  }

  private boolean isNft() {
    return Command.of(path(family), "--version").run("").output().contains("nf_tables");
  }

  private static String path(String tool) {
    return Command.find(tool)
        .map(Path::toString)
        .orElseThrow(
            () ->
                new RulesException(
                    tool
                        + " is not on this host. Install it (Debian: apt install iptables), or set"
                        + " rules = \"manual\" and make the rules with another tool."));
  }

  /**
   * Whether there are rules; not if the kernel does not tell, as it tells an ordinary user nothing
   * of the legacy tables.
   */
  boolean isKnownToHoldRules() {
    Command.Result saved = save().run("");
    return saved.exitCode() == 0
        && FirewallState.parse(saved.output()).allRules().findAny().isPresent();
  }

  /** Everything that is in the tables now. */
  FirewallState read() {
    Command save = save();
    Command.Result saved = save.run("");
    if (saved.exitCode() != 0) {
      throw new RulesException(save + ": " + saved.text() + "\n" + remedy(saved.text()));
    }
    return FirewallState.parse(saved.output());
  }

  /**
   * Carries out a script for ip6tables-restore without touching what the script does not name. Each
   * table of it changes wholly or not at all.
   */
  void restore(String script) {
    Command restore =
        Command.of(path(family + "-restore"), "--noflush", "--wait", LOCK_PATIENCE_SECONDS);
    Command.Result result = restore.run(script);
    if (result.exitCode() != 0) {
      String output = result.text();
      throw new RulesException(
          restore + ": " + output + quoted(script, output) + "\n" + remedy(output));
    }
  }

  /**
   * The line that the tool means, and the one before: the nft back end counts one too far where it
   * cannot read a rule, the legacy one names the COMMIT where the kernel refuses one.
   */
  private static String quoted(String script, String output) {
    Matcher number = LINE.matcher(output);
    if (!number.find()) {
      return "";
    }
    List<String> lines = script.lines().toList();
    int last = Math.min(Integer.parseInt(number.group(1)), lines.size());
    return lines.subList(Math.max(0, last - 2), last).stream()
        .map(line -> "\n  | " + line)
        .reduce("", String::concat);
  }

  private static String remedy(String output) {
    if (output.contains("ip6_tables_names")) {
      return "The kernel tells only root which tables the legacy back end has: in an ordinary"
          + " user's namespace use the nft one (update-alternatives --set ip6tables"
          + " /usr/sbin/ip6tables-nft).";
    }
    if (output.contains("Permission denied") || output.contains("Operation not permitted")) {
      return "Needs CAP_NET_ADMIN in the network namespace: run as root, or give the service this"
          + " capability.";
    }
    if (output.contains("xtables lock")) {
      return "Another program holds /run/xtables.lock: try again when it is done.";
    }
    return "A match or target that this kernel or this ip6tables lacks is the usual reason: load"
        + " xt_TPROXY, xt_socket, xt_NFQUEUE, xt_HMARK, xt_CT, xt_mark, ip6t_rt, ip6t_rpfilter,"
        + " ip6t_ipv6header, ip6t_REJECT (modprobe -a).";
  }

  /** The name of the tool, without what its variants add. */
  @Override
  public String toString() {
    return family;
  }
}

package org.srv6pipes.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.srv6pipes.linux.Prefix6;
import org.srv6pipes.linux.ProcessIdentity;
import org.srv6pipes.linux.RoutingRule;

/**
 * The ledger as text, one fact on a line:
 *
 * <pre>
 * srv6pipes-ledger 1
 * host 5e6d…-boot-id 4026531840
 * instance a 0 2 32                            name, index, number of queues, of slots
 * owner 1234 567890 5e6d…-boot-id              of the instance above: pid, start time, boot
 * stays                                        the instance above, when its owner was killed
 * route fc00:1::/80 254                        of the instance above: destination, table
 * rule 536 536000 1392508929 -1 -              priority, table, mark, mask, ingress
 * skip 540 542 1392508928 -65536               priority, that of the next one, mark, mask
 * setting net.ipv6.conf.all.seg6_enabled 1 0 a,b      name, wanted, original, users
 * effect net.ipv6.conf.e0.forwarding 0         what the setting above took along, as it was
 * end
 * </pre>
 */
final class LedgerText {
  private static final String FIRST_LINE = "srv6pipes-ledger 1";
  private static final String HOST = "host ";
  private static final String OWNER = "owner ";
  private static final String STAYS = "stays";
  private static final String LAST_LINE = "end";
  private static final String NONE = "-";

  private final List<Lease> leases = new ArrayList<>();
  private final List<ChangedSetting> settings = new ArrayList<>();

  private LedgerText() {}

  static String write(Ledger ledger, String host) {
    List<String> lines = new ArrayList<>();
    lines.add(FIRST_LINE);
    lines.add(HOST + host);
    ledger.leases().forEach(lease -> write(lease, lines));
    ledger.settings().forEach(setting -> write(setting, lines));
    lines.add(LAST_LINE);
    return String.join("\n", lines) + "\n";
  }

  private static void write(Lease lease, List<String> lines) {
    Allocation numbers = lease.numbers();
    lines.add(
        "instance %s %d %d %d"
            .formatted(lease.instance(), numbers.index(), numbers.queues(), numbers.slots()));
    lease.owner().ifPresent(it -> lines.add(OWNER + it));
    if (lease.staysAfterDeath()) {
      lines.add(STAYS);
    }
    lease
        .routes()
        .forEach(it -> lines.add("route " + IpText.of(it.destination()) + " " + it.table()));
    lease.routingRules().forEach(it -> lines.add(line(it)));
  }

  private static String line(RoutingRule rule) {
    return rule.skipTo() == 0
        ? "rule %d %d %d %d %s"
            .formatted(
                rule.priority(),
                rule.table(),
                rule.mark(),
                rule.mask(),
                Optional.ofNullable(rule.ingress()).orElse(NONE))
        : "skip %d %d %d %d".formatted(rule.priority(), rule.skipTo(), rule.mark(), rule.mask());
  }

  private static void write(ChangedSetting setting, List<String> lines) {
    lines.add(
        "setting %s %s %s %s"
            .formatted(
                setting.wanted().name(),
                setting.wanted().value(),
                setting.original(),
                String.join(",", setting.users())));
    setting.effects().forEach(it -> lines.add("effect " + it.name() + " " + it.value()));
  }

  /** Which host a ledger is about, as its second line says. */
  static String host(String text) {
    List<String> head = text.lines().limit(2).toList();
    if (head.size() < 2 || !head.get(0).equals(FIRST_LINE) || !head.get(1).startsWith(HOST)) {
      throw new IllegalArgumentException("it does not begin as a ledger does");
    }
    return head.get(1).substring(HOST.length());
  }

  /**
   * Reads what {@link #write} has written.
   *
   * @throws IllegalArgumentException if that is not whole
   */
  static Ledger parse(String text) {
    List<String> lines = text.lines().skip(2).toList();
    if (lines.isEmpty() || !lines.getLast().equals(LAST_LINE)) {
      throw new IllegalArgumentException("its end is missing");
    }
    LedgerText reader = new LedgerText();
    lines.subList(0, lines.size() - 1).forEach(reader::read);
    return new Ledger(reader.leases, reader.settings);
  }

  private void read(String line) {
    String[] words = line.split(" ", -1);
    try {
      switch (words[0]) {
        case "instance" -> leases.add(lease(words));
        case "owner" -> leases.add(leases.removeLast().withOwner(owner(line)));
        case STAYS -> leases.add(leases.removeLast().then(Lease.AfterDeath.STAY));
        case "route" -> leases.add(leases.removeLast().plus(List.of(routeKey(words)), List.of()));
        case "rule" -> leases.add(leases.removeLast().plus(List.of(), List.of(rule(words))));
        case "skip" -> leases.add(leases.removeLast().plus(List.of(), List.of(skip(words))));
        case "setting" -> settings.add(setting(words));
        case "effect" ->
            settings.add(settings.removeLast().withEffect(new Setting(words[1], words[2])));
        default -> throw new IllegalArgumentException("\"" + line + "\" means nothing");
      }
    } catch (IndexOutOfBoundsException | NoSuchElementException e) {
      throw new IllegalArgumentException("\"" + line + "\" is not whole", e);
    }
  }

  private static Lease lease(String[] words) {
    Allocation numbers =
        new Allocation(words[1], number(words[2]), number(words[3]), number(words[4]));
    return Lease.of(numbers, Optional.empty());
  }

  private static ProcessIdentity owner(String line) {
    return ProcessIdentity.parse(line.substring(OWNER.length()));
  }

  private static RoutingRule rule(String[] words) {
    RoutingRule rule =
        HostPlan.rule(number(words[1]), number(words[2]))
            .forMark(number(words[3]), number(words[4]));
    return words[5].equals(NONE) ? rule : rule.forIngress(words[5]);
  }

  private static RoutingRule skip(String[] words) {
    return HostPlan.skipUnlessMarked(
        number(words[1]), number(words[2]), number(words[3]), number(words[4]));
  }

  private static RouteKey routeKey(String[] words) {
    return new RouteKey(Prefix6.parse(words[1]), number(words[2]));
  }

  private static ChangedSetting setting(String[] words) {
    return new ChangedSetting(
        new Setting(words[1], words[2]), words[3], List.of(words[4].split(",")), List.of());
  }

  private static int number(String word) {
    return Integer.parseInt(word);
  }
}

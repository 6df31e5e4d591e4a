package org.srv6pipes.rules;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.srv6pipes.linux.RoutingRule;
import org.srv6pipes.rules.Allocation.Needs;

/**
 * Finds the lowest numbers that neither an instance of ours nor, as far as can be seen, anybody
 * else uses.
 */
final class FreeNumbers {
  private static final int FIRST_QUEUE = 5360;
  private static final int FIRST_PORT = 20_000;
  private static final int LAST = 0xffff;

  /** Options of ip6tables that a mark follows. */
  private static final Pattern MARK =
      Pattern.compile(
          "--(?:mark|set-x?mark|tproxy-mark) (0x[0-9a-f]+|\\d+)(?:/(0x[0-9a-f]+|\\d+))?");

  private static final Pattern QUEUES =
      Pattern.compile("--queue-(?:num|balance) (\\d+)(?::(\\d+))?");

  private record Mark(int value, int mask) {
    boolean matches(int mark) {
      return (mark & mask) == (value & mask);
    }
  }

  /** What the host shows of the numbers that are in use. */
  record InUse(
      FirewallState firewall,
      List<RoutingRule> routingRules,
      Set<Integer> queues,
      Set<Integer> ports) {
    static InUse on(Host host, FirewallState firewall) {
      return new InUse(firewall, host.routingRules(), host.queuesInUse(), host.portsInUse());
    }
  }

  private final Ledger ledger;
  private final InUse inUse;
  private final List<Mark> marks;
  private final Set<Integer> queues;
  private final Set<Integer> ports;

  FreeNumbers(InUse inUse, Ledger ledger) {
    this.ledger = ledger;
    this.inUse = inUse;
    this.marks = marksOfRules();
    this.queues = new HashSet<>(inUse.queues());
    this.ports = new HashSet<>(inUse.ports());
    queuesOfRules().forEach(queues::add);
    for (Lease lease : ledger.leases()) {
      queues.addAll(lease.numbers().queueNumbers());
      ports.addAll(lease.numbers().ports());
    }
  }

  Allocation choose(String instance, Needs needs) {
    int queue = firstFree("NFQUEUE queues", needs.queues(), FIRST_QUEUE, queues::contains);
    int port = firstFree("TCP ports", needs.slots(), FIRST_PORT, ports::contains);
    return IntStream.rangeClosed(0, Allocation.LARGEST_INDEX)
        .mapToObj(i -> new Allocation(instance, i, queue, needs.queues(), port, needs.slots()))
        .filter(this::isFree)
        .findFirst()
        .orElseThrow(() -> new RulesException("no firewall marks are left: every range is in use"));
  }

  private static int firstFree(String what, int count, int from, IntPredicate taken) {
    int first = from;
    for (int next = from; next < first + count; next++) {
      if (next > LAST) {
        throw new RulesException(
            "there are no " + count + " free " + what + " in a row, from " + from + " on");
      }
      if (taken.test(next)) {
        first = next + 1;
      }
    }
    return first;
  }

  private boolean isFree(Allocation numbers) {
    return ledger.leases().stream().noneMatch(it -> it.numbers().index() == numbers.index())
        && Stream.of(Table.values()).allMatch(table -> hasNoChain(table, numbers.chainPrefix()))
        && inUse.routingRules().stream().noneMatch(rule -> numbers.ownsTable(rule.table()))
        && marks.stream().noneMatch(it -> it.matches(numbers.localMark()))
        && marks.stream().noneMatch(it -> it.matches(numbers.socketMark()));
  }

  private boolean hasNoChain(Table table, String prefix) {
    return inUse.firewall().chainNames(table).stream().noneMatch(name -> name.startsWith(prefix));
  }

  /** What rules look for or set; zero means "not marked" and is in nobody's way. */
  private List<Mark> marksOfRules() {
    Stream<Mark> ofRouting =
        inUse.routingRules().stream().map(rule -> new Mark(rule.mark(), rule.mask()));
    Stream<Mark> ofFirewall =
        inUse
            .firewall()
            .rulesOfOthers()
            .flatMap(rule -> MARK.matcher(rule).results())
            .map(
                it ->
                    new Mark(number(it.group(1)), it.group(2) == null ? -1 : number(it.group(2))));
    return Stream.concat(ofRouting, ofFirewall)
        .filter(it -> (it.value() & it.mask()) != 0)
        .toList();
  }

  private IntStream queuesOfRules() {
    return inUse
        .firewall()
        .allRules()
        .flatMap(rule -> QUEUES.matcher(rule).results())
        .flatMapToInt(
            it -> {
              int first = number(it.group(1));
              return IntStream.rangeClosed(
                  first, it.group(2) == null ? first : number(it.group(2)));
            });
  }

  private static int number(String text) {
    return Long.decode(text).intValue();
  }
}

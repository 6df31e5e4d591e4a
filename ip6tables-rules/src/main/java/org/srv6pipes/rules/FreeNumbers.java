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

/** Finds the lowest index of whose numbers, as far as can be seen, nobody uses one. */
final class FreeNumbers {
  /** Options of ip6tables that a mark follows. */
  private static final Pattern MARK =
      Pattern.compile(
          "--(?:mark|set-x?mark|tproxy-mark) (0x[0-9a-f]+|\\d+)(?:/(0x[0-9a-f]+|\\d+))?");

  private static final Pattern QUEUES =
      Pattern.compile("--queue-(?:num|balance) (\\d+)(?::(\\d+))?");

  private record Mark(int value, int mask) {
    /** Zero means "not marked", which is in nobody's way. */
    boolean isAny() {
      return (value & mask) != 0;
    }

    boolean matches(int mark) {
      return (mark & mask) == (value & mask);
    }
  }

  /** What the host shows of the numbers that are in use. */
  record InUse(
      FirewallState firewall,
      List<RoutingRule> routingRules,
      IntPredicate isQueueRead,
      Set<Integer> ports) {
    static InUse on(Host host, FirewallState firewall) {
      return new InUse(firewall, host.routingRules(), host::isQueueRead, host.portsInUse());
    }
  }

  private final Ledger ledger;
  private final InUse inUse;
  private final List<Mark> marks;
  private final Set<Integer> queues = new HashSet<>();
  private final Set<Integer> ports;

  FreeNumbers(InUse inUse, Ledger ledger) {
    this.ledger = ledger;
    this.inUse = inUse;
    this.marks = marksOfOthers();
    this.ports = new HashSet<>(inUse.ports());
    queuesOfRules().forEach(queues::add);
    for (Lease lease : ledger.leases()) {
      queues.addAll(lease.numbers().queueNumbers());
      ports.addAll(lease.numbers().ports());
    }
  }

  Allocation choose(String instance, Needs needs) {
    return IntStream.rangeClosed(0, Allocation.LARGEST_INDEX)
        .mapToObj(index -> new Allocation(instance, index, needs.queues(), needs.slots()))
        .filter(this::isFree)
        .findFirst()
        .orElseThrow(() -> noneFree(needs));
  }

  private static RulesException noneFree(Needs needs) {
    return new RulesException(
        "no %d queues, %d ports and two firewall marks are free together: ask for fewer, or stop"
                .formatted(needs.queues(), needs.slots())
            + " another instance.");
  }

  private boolean isFree(Allocation numbers) {
    return ledger.leases().stream().noneMatch(it -> it.numbers().index() == numbers.index())
        && Stream.of(Table.values()).allMatch(table -> hasNoChain(table, numbers.chainPrefix()))
        && inUse.routingRules().stream().noneMatch(rule -> numbers.ownsTable(rule.table()))
        && marks.stream().noneMatch(it -> it.matches(numbers.localMark()))
        && marks.stream().noneMatch(it -> it.matches(numbers.socketMark()))
        && marks.stream().noneMatch(it -> it.matches(numbers.pastMark()))
        && marks.stream().noneMatch(it -> it.matches(numbers.pastBareMark()))
        && numbers.ports().stream().noneMatch(ports::contains)
        && numbers.queueNumbers().stream().noneMatch(queues::contains)
        && numbers.queueNumbers().stream().noneMatch(inUse.isQueueRead()::test);
  }

  private boolean hasNoChain(Table table, String prefix) {
    return inUse.firewall().chainNames(table).stream().noneMatch(name -> name.startsWith(prefix));
  }

  /** The rules of others that look for, or set, a mark of these numbers. */
  List<String> rulesWithMarksOf(Allocation numbers) {
    return inUse
        .firewall()
        .rulesOfOthers()
        .filter(
            rule ->
                marks(rule)
                    .anyMatch(
                        it -> it.matches(numbers.localMark()) || it.matches(numbers.socketMark())))
        .toList();
  }

  /** What rules look for or set. */
  private List<Mark> marksOfOthers() {
    Stream<Mark> ofRouting =
        inUse.routingRules().stream().map(rule -> new Mark(rule.mark(), rule.mask()));
    Stream<Mark> ofFirewall = inUse.firewall().rulesOfOthers().flatMap(FreeNumbers::marks);
    return Stream.concat(ofRouting, ofFirewall).filter(Mark::isAny).toList();
  }

  private static Stream<Mark> marks(String rule) {
    return MARK.matcher(rule)
        .results()
        .map(it -> new Mark(number(it.group(1)), it.group(2) == null ? -1 : number(it.group(2))))
        .filter(Mark::isAny);
  }

  private IntStream queuesOfRules() {
    return inUse
        .firewall()
        .allRules()
        .flatMap(rule -> QUEUES.matcher(rule).results())
        .flatMapToInt(
            it -> {
              int first = number(it.group(1));
              int last = it.group(2) == null ? first : number(it.group(2));
              return IntStream.rangeClosed(first, last);
            });
  }

  private static int number(String text) {
    return Long.decode(text).intValue();
  }
}

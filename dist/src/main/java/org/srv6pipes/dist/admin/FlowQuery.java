package org.srv6pipes.dist.admin;

import static java.util.Locale.ROOT;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.srv6pipes.proxy.Proxy;
import org.srv6pipes.proxy.flow.EndedFlow;
import org.srv6pipes.proxy.flow.FlowReport;
import org.srv6pipes.proxy.report.FlowFields;
import org.srv6pipes.service.admin.AdminException;

/**
 * Which flows somebody wants to see.
 *
 * @param match text that client, server, SIDs or functions hold, all words of it
 * @param order of those that are shown, the largest first
 * @param most how many are shown
 */
record FlowQuery(List<String> match, Order order, int most) {

  private static final int STANDARD_MOST = 100;
  private static final int LARGEST_MOST = 20_000;

  /** What makes a flow large. */
  enum Order {
    NEWEST,
    OLDEST,
    BYTES;

    private Comparator<FlowReport> largestFirst() {
      return switch (this) {
        case NEWEST -> Comparator.comparing(FlowReport::age);
        case OLDEST -> Comparator.comparing(FlowReport::age).reversed();
        case BYTES ->
            Comparator.<FlowReport>comparingLong(
                    flow -> flow.forward().bytesIn() + flow.back().bytesIn())
                .reversed();
      };
    }
  }

  static FlowQuery of(Map<String, Object> request) throws AdminException {
    String match = request.getOrDefault("match", "").toString().toLowerCase(ROOT);
    Object most = request.getOrDefault("most", (long) STANDARD_MOST);
    if (!(most instanceof Long number) || number < 0 || number > LARGEST_MOST) {
      throw new AdminException("most: a number from 0 to " + LARGEST_MOST);
    }
    return new FlowQuery(
        Stream.of(match.split("\\s+")).filter(word -> !word.isEmpty()).toList(),
        order(request.getOrDefault("order", "newest").toString()),
        number.intValue());
  }

  private static Order order(String name) throws AdminException {
    return Stream.of(Order.values())
        .filter(it -> it.name().toLowerCase(ROOT).equals(name))
        .findFirst()
        .orElseThrow(() -> new AdminException("order: newest, oldest or bytes"));
  }

  /** The chosen flows and how many there were to choose from. */
  Map<String, Object> answer(Proxy proxy) throws InterruptedException {
    List<FlowReport> matching = proxy.flows(this::matches, 0);
    Set<Long> chosen =
        matching.stream()
            .sorted(order.largestFirst())
            .limit(most)
            .map(FlowReport::number)
            .collect(Collectors.toSet());
    List<Map<String, Object>> shown =
        proxy.flows(flow -> chosen.contains(flow.number()), most).stream()
            .sorted(order.largestFirst())
            .map(FlowFields::of)
            .toList();
    return Map.of("matching", (long) matching.size(), "flows", shown, "ended", ended(proxy));
  }

  /** Of those that have ended lately. */
  private List<Map<String, Object>> ended(Proxy proxy) throws InterruptedException {
    long now = System.nanoTime();
    return proxy.recentlyEnded().stream()
        .filter(flow -> match.stream().allMatch(flow.key().toString()::contains))
        .limit(most)
        .map(flow -> show(flow, now))
        .toList();
  }

  private static Map<String, Object> show(EndedFlow flow, long now) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("flow", flow.number());
    fields.put("client", flow.key().client().toString());
    fields.put("server", flow.key().server().toString());
    fields.put("end", FlowFields.name(flow.reason()));
    fields.put("why", flow.reason().sentence());
    fields.put("ms-ago", TimeUnit.NANOSECONDS.toMillis(now - flow.endedAt()));
    return fields;
  }

  private boolean matches(FlowReport flow) {
    String text = match.isEmpty() ? "" : text(flow);
    return match.stream().allMatch(text::contains);
  }

  private static String text(FlowReport flow) {
    return (flow.plan().key()
            + " "
            + flow.plan().forward()
            + flow.plan().back()
            + flow.plan().onward().segments()
            + " "
            + FlowFields.name(flow.state()))
        .toLowerCase(ROOT);
  }
}

package org.srv6pipes.proxy.report;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.srv6pipes.linux.TcpInfo;
import org.srv6pipes.proxy.chain.FunctionTable;
import org.srv6pipes.proxy.chain.PlannedFunction;
import org.srv6pipes.proxy.flow.FlowReport;
import org.srv6pipes.proxy.flow.FlowReport.DirectionReport;
import org.srv6pipes.proxy.flow.FlowReport.FunctionReport;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Srh;

/** A flow as names and values, in the order in which a person reads them. */
public final class FlowFields {

  private FlowFields() {}

  public static Map<String, Object> of(FlowReport flow) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("flow", flow.number());
    fields.put("client", flow.plan().key().client().toString());
    fields.put("server", flow.plan().key().server().toString());
    fields.put("state", name(flow.state()));
    flow.end().ifPresent(reason -> fields.put("end", name(reason)));
    flow.end().ifPresent(reason -> fields.put("why", reason.sentence()));
    fields.put("ms", flow.age().toMillis());
    flow.connect().ifPresent(time -> fields.put("connect-ms", time.toMillis()));
    FunctionTable table = flow.plan().functions();
    fields.put(
        "forward", direction(flow.forward(), flow.plan().forward(), flow.plan().onward(), table));
    fields.put("return", direction(flow.back(), flow.plan().back(), flow.plan().answer(), table));
    flow.client().ifPresent(leg -> fields.put("client-leg", leg(leg)));
    flow.server().ifPresent(leg -> fields.put("server-leg", leg(leg)));
    return fields;
  }

  private static Map<String, Object> direction(
      DirectionReport direction,
      List<PlannedFunction> planned,
      @Nullable Srh onward,
      FunctionTable table) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("sids", planned.stream().map(it -> it.sid().toString()).toList());
    fields.put("onward", onward == null ? List.of() : texts(onward.remaining()));
    fields.put("carrier", name(direction.carrier()));
    fields.put("bytes-in", direction.bytesIn());
    fields.put("bytes-out", direction.bytesOut());
    fields.put("functions", direction.functions().stream().map(it -> function(it, table)).toList());
    return fields;
  }

  private static List<String> texts(List<Ipv6Address> addresses) {
    return addresses.stream().map(Ipv6Address::toString).toList();
  }

  private static Map<String, Object> function(FunctionReport report, FunctionTable table) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", table.written(report.function()));
    fields.put("bytes-in", report.bytesIn());
    fields.put("bytes-out", report.bytesOut());
    fields.put("us", TimeUnit.NANOSECONDS.toMicros(report.nanos()));
    if (!report.notes().isEmpty()) {
      fields.put("notes", report.notes());
    }
    return fields;
  }

  private static Map<String, Object> leg(TcpInfo leg) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("rtt-us", micros(leg.roundTrip()));
    fields.put("rtt-min-us", micros(leg.minimumRoundTrip()));
    fields.put("retransmissions", leg.retransmissions());
    fields.put("mss", leg.sendMss());
    fields.put("window", leg.congestionWindow());
    return fields;
  }

  private static long micros(Duration duration) {
    return TimeUnit.NANOSECONDS.toMicros(duration.toNanos());
  }

  /** A constant as every text of the program spells it. */
  public static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

package org.srv6pipes.dist.admin;

import static java.util.stream.Collectors.toMap;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.srv6pipes.dist.ProxyRole;
import org.srv6pipes.linux.NfQueueCounters;
import org.srv6pipes.proxy.chain.FunctionTable;
import org.srv6pipes.proxy.flow.FunctionTally;
import org.srv6pipes.proxy.relay.RelayCounters;
import org.srv6pipes.proxy.relay.RelaySnapshot;
import org.srv6pipes.proxy.report.FlowFields;
import org.srv6pipes.proxy.syn.SynCounters;
import org.srv6pipes.service.admin.AdminCommand;
import org.srv6pipes.service.admin.AdminException;

/** What is asked about connections, of a proxy and of any other role that has one in it. */
final class ConnectionAdmin {

  private final ProxyRole role;

  ConnectionAdmin(ProxyRole role) {
    this.role = role;
  }

  Map<String, AdminCommand> commands() {
    return Map.of(
        "flows", request -> FlowQuery.of(request).answer(role.proxy()),
        "functions", _ -> functions(),
        "kill", this::kill);
  }

  Map<String, Object> status() throws InterruptedException {
    RelaySnapshot now = role.proxy().snapshot();
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("prefixes", role.config().sidPrefixes().stream().map(Object::toString).toList());
    status.put("flows", flows(now));
    status.put("bytes", bytes(now.bytes()));
    status.put("syns", syns());
    status.put("slots", Map.of("used", now.slotsUsed(), "room", now.slots()));
    status.put("buffer-bytes", now.bufferBytes());
    status.put("pipes", now.pipes());
    return status;
  }

  private Map<String, Object> flows(RelaySnapshot now) {
    RelayCounters.Snapshot counts = role.proxy().flowCounts();
    Map<String, Object> flows = new LinkedHashMap<>();
    flows.put("open", now.flows());
    flows.put("room", now.flowRoom());
    flows.put("handshakes", now.handshakes());
    flows.put("handshake-room", now.handshakeRoom());
    flows.put("started", counts.started());
    flows.put("established", counts.established());
    flows.put("ended", named(counts.ended()));
    flows.put("onward-failed", named(counts.connectFailed()));
    return flows;
  }

  private static Map<String, Object> bytes(RelaySnapshot.Bytes bytes) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("forward-in", bytes.forwardIn());
    fields.put("forward-out", bytes.forwardOut());
    fields.put("return-in", bytes.backIn());
    fields.put("return-out", bytes.backOut());
    return fields;
  }

  private Map<String, Object> syns() {
    SynCounters.Snapshot counts = role.proxy().synCounters().snapshot();
    List<NfQueueCounters> queues = role.proxy().queueCounts();
    Map<String, Object> syns = new LinkedHashMap<>();
    syns.put("captured", counts.captured());
    syns.put("admitted", counts.admitted());
    syns.put("passed", counts.passed());
    syns.put("refused", named(counts.refused()));
    if (!queues.isEmpty()) {
      syns.put("waiting", queues.stream().mapToLong(NfQueueCounters::waiting).sum());
      syns.put(
          "dropped-by-kernel",
          queues.stream().mapToLong(it -> it.droppedFull() + it.droppedUnread()).sum());
    }
    return syns;
  }

  /** Counters that are not zero. */
  private static Map<String, Long> named(Map<? extends Enum<?>, Long> counters) {
    return counters.entrySet().stream()
        .filter(it -> it.getValue() > 0)
        .collect(
            toMap(
                it -> FlowFields.name(it.getKey()), Map.Entry::getValue, Long::sum, TreeMap::new));
  }

  private List<Map<String, Object>> functions() throws InterruptedException {
    FunctionTally tally = role.proxy().snapshot().functions();
    return role.functions().entries().stream().map(it -> function(it, tally)).toList();
  }

  private static Map<String, Object> function(FunctionTable.Entry entry, FunctionTally tally) {
    Map<String, Object> function = new LinkedHashMap<>();
    function.put("number", entry.number());
    function.put("name", entry.name());
    function.put("summary", entry.function().descriptor().summary());
    function.put("origin", entry.function().origin());
    function.put(
        "uses",
        tally.rows().entrySet().stream()
            .filter(it -> it.getKey().function().equals(entry.name()))
            .map(it -> use(it.getKey(), it.getValue()))
            .toList());
    return function;
  }

  private static Map<String, Object> use(FunctionTally.Key key, FunctionTally.Row row) {
    Map<String, Object> use = new LinkedHashMap<>();
    use.put("sid", key.isOfOthers() ? "other" : key.sid().toString());
    use.put("direction", FlowFields.name(key.direction()));
    use.put("started", row.started());
    use.put("open", row.open());
    use.put("ended", named(row.ended()));
    use.put("bytes-in", row.bytesIn());
    use.put("bytes-out", row.bytesOut());
    use.put("us", row.nanos() / 1000);
    return use;
  }

  private Object kill(Map<String, Object> request) throws AdminException, InterruptedException {
    if (!(request.get("flow") instanceof Long number)) {
      throw new AdminException("flow: the number that \"flows\" shows");
    }
    if (!role.proxy().kill(number)) {
      throw new AdminException("there is no flow " + number + " (any more)");
    }
    return Map.of("killed", number);
  }
}

package org.srv6pipes.proxy.relay;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.srv6pipes.proxy.flow.AdmittedFlow;
import org.srv6pipes.proxy.flow.EndReason;
import org.srv6pipes.proxy.flow.EndedFlow;
import org.srv6pipes.proxy.flow.FlowReport;
import org.srv6pipes.proxy.flow.FunctionTally;

/**
 * What one loop counts per byte and per function: plain numbers of its own thread, which also
 * copies them for whoever asks. A flow is added when it ends; until then it keeps count itself.
 */
final class LoopTally {

  private static final int MOST_REMEMBERED = 128;

  /** Handshakes that a flood makes by the thousand, and that nobody will ask about. */
  private static final Set<EndReason> FORGOTTEN =
      EnumSet.of(EndReason.EVICTED, EndReason.CLIENT_NEVER_ARRIVED);

  private final FunctionTally functions = new FunctionTally();
  private final ArrayDeque<EndedFlow> remembered = new ArrayDeque<>();
  private RelaySnapshot.Bytes bytes = RelaySnapshot.Bytes.NONE;

  void started(AdmittedFlow flow) {
    functions.started(flow);
  }

  void ended(FlowReport flow, EndReason reason) {
    functions.ended(flow, reason);
    bytes = bytes.plus(bytesOf(flow));
  }

  /** Keeps the last flows that ended, for those who ask why. */
  void remember(EndedFlow flow) {
    if (FORGOTTEN.contains(flow.reason())) {
      return;
    }
    if (remembered.size() == MOST_REMEMBERED) {
      remembered.removeFirst();
    }
    remembered.addLast(flow);
  }

  List<EndedFlow> remembered() {
    return List.copyOf(remembered);
  }

  /** The functions' numbers as of now, with what these flows have done so far. */
  FunctionTally functionsWith(Collection<FlowReport> running) {
    FunctionTally copy = new FunctionTally();
    copy.addAll(functions);
    running.forEach(copy::running);
    return copy;
  }

  RelaySnapshot.Bytes bytesWith(Collection<FlowReport> running) {
    return running.stream().map(LoopTally::bytesOf).reduce(bytes, RelaySnapshot.Bytes::plus);
  }

  private static RelaySnapshot.Bytes bytesOf(FlowReport flow) {
    return new RelaySnapshot.Bytes(
        flow.forward().bytesIn(),
        flow.forward().bytesOut(),
        flow.back().bytesIn(),
        flow.back().bytesOut());
  }
}

package org.srv6pipes.proxy.relay;

import java.util.Collection;
import org.srv6pipes.proxy.flow.AdmittedFlow;
import org.srv6pipes.proxy.flow.EndReason;
import org.srv6pipes.proxy.flow.FlowReport;
import org.srv6pipes.proxy.flow.FunctionTally;

/**
 * What one loop counts per byte and per function: plain numbers of its own thread, which also
 * copies them for whoever asks. A flow is added when it ends; until then it keeps count itself.
 */
final class LoopTally {

  private final FunctionTally functions = new FunctionTally();
  private RelaySnapshot.Bytes bytes = RelaySnapshot.Bytes.NONE;

  void started(AdmittedFlow flow) {
    functions.started(flow);
  }

  void ended(FlowReport flow, EndReason reason) {
    functions.ended(flow, reason);
    bytes = bytes.plus(bytesOf(flow));
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

package org.srv6pipes.proxy.flow;

import org.srv6pipes.function.Direction;

/** What can happen to a flow. Nothing here is per buffer: bytes flow without events. */
public sealed interface FlowEvent {

  /** Admission accepted the SYN. */
  record Admitted(Handshake handshake) implements FlowEvent {}

  /** Admission accepted a client whose handshake the kernel had completed before. */
  record AdmittedOnArrival() implements FlowEvent {}

  /** The client's SYN came again. */
  record SynRepeated() implements FlowEvent {}

  /** The onward connection stands. */
  record OnwardUp() implements FlowEvent {}

  /**
   * The onward connection failed, with one of the reasons that an onward connection can fail with.
   */
  record OnwardFailed(EndReason reason) implements FlowEvent {}

  /** The kernel completed the client's handshake and the listener accepted it. */
  record ClientArrived() implements FlowEvent {}

  /** All input of a direction was read, the functions ended, and their output was written. */
  record DirectionDone(Direction direction) implements FlowEvent {}

  /** A leg died: reset, or an error that TCP reports as its end. */
  record LegReset(Side side) implements FlowEvent {}

  /** The flow must end now, whatever its state. */
  record Abort(EndReason reason) implements FlowEvent {}
}

package org.srv6pipes.proxy.flow;

/** What the life-cycle asks for; the relay translates each into system calls. */
public sealed interface FlowCommand {

  /** Connect onward from the client's own address and port. */
  record ConnectOnward() implements FlowCommand {}

  /** Let the client's SYN go on to the listener of its return path. */
  record ReleaseSyn() implements FlowCommand {}

  /** Let this repeated SYN go where the first one went. */
  record ReleaseRepeatedSyn() implements FlowCommand {}

  /** Forget this repeated SYN; the first one is still held, or the flow already stands. */
  record DropRepeatedSyn() implements FlowCommand {}

  /**
   * Find out whether the client still has this connection; one that has forgotten it and begins
   * anew answers with a reset.
   */
  record AskClient() implements FlowCommand {}

  /**
   * Tell the client why its SYN is not accepted, as the server itself would have, or by silence.
   */
  record RefuseSyn(EndReason reason) implements FlowCommand {}

  /** Both legs stand: begin to relay. */
  record StartRelay() implements FlowCommand {}

  /** No more bytes will go to this side: send its FIN. */
  record FinishTowards(Side side) implements FlowCommand {}

  /** Everything was delivered both ways: close both legs cleanly, with the FIN that is missing. */
  record CloseClean(EndReason reason) implements FlowCommand {}

  /** Close both legs with a reset, so that neither side mistakes this for a clean end. */
  record ResetBoth(EndReason reason) implements FlowCommand {}
}

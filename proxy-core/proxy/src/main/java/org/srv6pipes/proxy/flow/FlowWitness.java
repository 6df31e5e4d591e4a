package org.srv6pipes.proxy.flow;

/** Is told how flows ended. Called on event loops, and so never waits. */
public interface FlowWitness {

  /** Whether a report of a flow that ended so is worth its making. Answers always the same. */
  boolean wants(long flow, EndReason reason);

  void ended(FlowReport report);
}

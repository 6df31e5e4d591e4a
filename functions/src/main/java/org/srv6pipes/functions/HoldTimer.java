package org.srv6pipes.functions;

import org.srv6pipes.function.FlowContext;

/** How long something may be held back once the input has paused. */
final class HoldTimer {

  private final FlowContext flow;
  private final long nanos;
  private boolean running;
  private long deadline;

  HoldTimer(FlowContext flow, long nanos) {
    this.flow = flow;
    this.nanos = nanos;
  }

  /** The input has paused; if it had before, the time goes on. */
  void start() {
    if (!running) {
      running = true;
      deadline = flow.nanoTime() + nanos;
      flow.wakeAfter(nanos);
    }
  }

  void stop() {
    running = false;
  }

  boolean isOver() {
    return running && flow.nanoTime() - deadline >= 0;
  }
}

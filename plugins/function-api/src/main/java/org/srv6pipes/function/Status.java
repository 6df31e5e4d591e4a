package org.srv6pipes.function;

/** How a call to a {@link StreamFunction} ended, and so what the host does next. */
public enum Status {

  /**
   * The call did all that it can: the input is used up, and what can be put out has been. The host
   * calls again when it has something new to say.
   */
  DONE,

  /** There is no room for more output. The host calls the same method again with more room. */
  MORE,

  /**
   * The function must wait. The host takes no more input from the sender and calls the same method
   * again after it has been woken: by the time given to {@link FlowContext#wakeAfter} or by {@link
   * FlowContext#waker}. A function that says this without having arranged to be woken is stuck
   * until the host's idle time-out ends its flow.
   */
  WAIT
}

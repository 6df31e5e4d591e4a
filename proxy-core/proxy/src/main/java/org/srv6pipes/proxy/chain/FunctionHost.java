package org.srv6pipes.proxy.chain;

/** What a running function of one direction of one flow may ask of the relay. */
public interface FunctionHost {

  /** Wakes a stage later; a stage has one alarm, and a new time replaces the one before. */
  void wakeAfter(int stage, long nanos);

  /** Wakes a stage soon. From any thread, as often as anyone likes. */
  void wake(int stage);

  /** A stage has nothing more to be woken for. */
  void forget(int stage);

  /** A function has something to say to the operator. */
  void warn(String function, String message);
}

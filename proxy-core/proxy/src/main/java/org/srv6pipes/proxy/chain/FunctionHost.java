package org.srv6pipes.proxy.chain;

/** What a running function of one direction of one flow may ask of the relay. */
public interface FunctionHost {

  /** Wakes a stage later. */
  void wakeAfter(int stage, long nanos);

  /** Wakes a stage soon. From any thread. */
  void wake(int stage);

  /** A function has something to say to the operator. */
  void warn(String function, String message);
}

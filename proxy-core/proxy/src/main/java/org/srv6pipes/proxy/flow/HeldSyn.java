package org.srv6pipes.proxy.flow;

/**
 * A client's SYN that waits for its verdict. Exactly one of the verdicts is given, once, from any
 * thread.
 */
public interface HeldSyn {

  /** By which a copy of it is told from the SYN of another connection. */
  int sequence();

  /** Lets it go on, to the listener that this mark selects. */
  void release(int mark);

  /** Refuses it: the client learns the reason as the server itself would have told it. */
  void refuse(EndReason reason);

  /** Forgets it; the client will send it again. */
  void drop();
}

package org.srv6pipes.proxy.flow;

/**
 * A client's SYN that waits for its verdict. Exactly one method is called, once, from any thread.
 */
public interface HeldSyn {

  /** Lets it go on, to the listener that this mark selects. */
  void release(int mark);

  /** Refuses it: the client learns the reason as the server itself would have told it. */
  void refuse(EndReason reason);

  /** Forgets it; the client will send it again. */
  void drop();
}

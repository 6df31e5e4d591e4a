package org.srv6pipes.lab.fault;

/** What one end of a connection does when it has said so many bytes. */
public enum PeerFault {
  NONE,
  /** Closes so that the kernel sends a reset, whatever is still under way. */
  RESET,
  /** Closes without having read everything. */
  CLOSE,
  /** Does not read for 300 ms. */
  STOP_READING,
  /**
   * Has room for two kilobytes from then on, and does not read for 600 ms: its window goes to zero.
   */
  SHRINK_WINDOW,
  /** Says nothing for 200 ms. */
  PAUSE,
  /** Says that this was all, though it had meant to say more. */
  FINISH_EARLY,
  /** Sends one byte of the stream as urgent. */
  URGENT_BYTE;

  /** Whether the connection cannot come to a good end after it. */
  public boolean kills() {
    return this == RESET || this == CLOSE;
  }
}

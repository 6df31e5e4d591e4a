package org.srv6pipes.proxy.chain;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What a running function has done so far. Written by the one thread that runs it, read by any
 * without making that one wait: each number is whole, but they may be of different moments.
 */
public final class Usage {

  private final AtomicLong bytesIn = new AtomicLong();
  private final AtomicLong bytesOut = new AtomicLong();
  private final AtomicLong nanos = new AtomicLong();

  void count(long in, long out, long time) {
    add(bytesIn, in);
    add(bytesOut, out);
    add(nanos, time);
  }

  /** There is one writer, so that a plain read and an ordered write will do. */
  private static void add(AtomicLong counter, long more) {
    counter.setOpaque(counter.getPlain() + more);
  }

  public long bytesIn() {
    return bytesIn.getOpaque();
  }

  public long bytesOut() {
    return bytesOut.getOpaque();
  }

  /** Time spent in the function. */
  public long nanos() {
    return nanos.getOpaque();
  }
}

package org.srv6pipes.proxy.chain;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a running function has done so far. Written by the one thread that runs it, read by any
 * without making that one wait: each number is whole, but they may be of different moments.
 */
public final class Usage {

  private static final int MOST_NOTES = 8;

  private final AtomicLong bytesIn = new AtomicLong();
  private final AtomicLong bytesOut = new AtomicLong();
  private final AtomicLong nanos = new AtomicLong();
  private volatile Map<String, Long> notes = Map.of();

  /** A call that took so much in, put so much out, and took so many nanoseconds. */
  public void count(long in, long out, long time) {
    add(bytesIn, in);
    add(bytesOut, out);
    add(nanos, time);
  }

  /** A figure of the function's own; no more names than there is room for. */
  void note(String name, long value) {
    Map<String, Long> changed = new TreeMap<>(notes);
    changed.put(name, value);
    if (changed.size() <= MOST_NOTES) {
      notes = Collections.unmodifiableMap(changed);
    }
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

  /** What the function itself has to show, by name. */
  public Map<String, Long> notes() {
    return notes;
  }

  /** Time spent in the function. */
  public long nanos() {
    return nanos.getOpaque();
  }
}

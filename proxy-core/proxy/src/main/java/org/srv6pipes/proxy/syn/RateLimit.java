package org.srv6pipes.proxy.syn;

/** So many per second, with bursts of as many. Not thread-safe. */
final class RateLimit {

  private static final long NANOS = 1_000_000_000L;

  private final long perSecond;
  private long tokens;
  private long refilled;

  RateLimit(int perSecond, long now) {
    this.perSecond = perSecond;
    this.tokens = perSecond;
    this.refilled = now;
  }

  boolean allows(long now) {
    long earned = Math.min(now - refilled, NANOS) * perSecond / NANOS;
    if (earned > 0) {
      tokens = Math.min(perSecond, tokens + earned);
      refilled = now;
    }
    if (tokens == 0) {
      return false;
    }
    tokens--;
    return true;
  }
}

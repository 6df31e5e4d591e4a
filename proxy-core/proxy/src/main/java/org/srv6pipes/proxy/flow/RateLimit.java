package org.srv6pipes.proxy.flow;

/** A stock that grows by so many per second and never beyond its size. Not thread-safe. */
public final class RateLimit {

  private static final long NANOS = 1_000_000_000L;

  private final long size;
  private final long perSecond;
  private long stock;
  private long earnedUntil;

  /** With bursts of as many as come in a second. */
  public RateLimit(int perSecond, long now) {
    this(perSecond, perSecond, now);
  }

  /**
   * @param size how many there are at first, and at most
   */
  public RateLimit(int size, int perSecond, long now) {
    this.size = size;
    this.perSecond = perSecond;
    this.stock = size;
    this.earnedUntil = now;
  }

  /** Whether there may be one more now; if so, it is taken. */
  public boolean allows(long now) {
    earn(now);
    if (stock == 0) {
      return false;
    }
    stock--;
    return true;
  }

  /** One that was taken does not count. */
  public void giveBack() {
    stock = Math.min(size, stock + 1);
  }

  private void earn(long now) {
    long elapsed = Math.min(now - earnedUntil, NANOS);
    long earned = elapsed * perSecond / NANOS;
    if (earned > 0) {
      stock = Math.min(size, stock + earned);
      earnedUntil = elapsed == NANOS ? now : earnedUntil + earned * NANOS / perSecond;
    }
  }
}

package org.srv6pipes.proxy.flow;

import org.jspecify.annotations.Nullable;
import org.srv6pipes.wire.FlowKey;

/**
 * How many handshakes may begin, so that a flood costs little and harms few.
 *
 * <p>Spoofed SYNs come without end, and each names a client that never arrives and never sends
 * again; a real client arrives, or sends its SYN once more after a second. So whoever arrives makes
 * room for another one, however fast they come; beyond that strangers have a small rate, and those
 * who come again a larger one. Handshakes that must make room for newer ones are left more than a
 * second by these rates.
 *
 * <p>Who came before is remembered in four bytes of a table that never grows: later ones overwrite
 * earlier ones. Not thread-safe.
 */
public final class Newcomers {

  /** At 100 000 SYNs a second nine in ten are still remembered when they come again. */
  private static final int REMEMBERED_BITS = 20;

  private final FlowHash hash = new FlowHash();
  private final RateLimit strangers;
  private final RateLimit returning;
  private int @Nullable [] remembered;

  /**
   * @param handshakes how many there is room for
   */
  public Newcomers(int handshakes, long now) {
    strangers = new RateLimit(handshakes, Math.max(1, handshakes / 4), now);
    returning = new RateLimit(handshakes, Math.max(1, handshakes / 2), now);
  }

  public boolean mayBegin(FlowKey key, long now) {
    return (isRemembered(hash.of(key)) ? returning : strangers).allows(now);
  }

  /** One that began has arrived. */
  public void arrived() {
    strangers.giveBack();
    returning.giveBack();
  }

  /** This one could not begin, or had to make room; should it come again, it is no stranger. */
  public void turnedAway(FlowKey key) {
    long flow = hash.of(key);
    table()[place(flow)] = (int) flow;
  }

  private boolean isRemembered(long flow) {
    return remembered != null && remembered[place(flow)] == (int) flow;
  }

  /** Four megabytes, which a proxy that is never crowded does without. */
  private int[] table() {
    int[] table = remembered;
    if (table == null) {
      table = new int[1 << REMEMBERED_BITS];
      remembered = table;
    }
    return table;
  }

  private static int place(long flow) {
    return (int) (flow >>> (Long.SIZE - REMEMBERED_BITS));
  }
}

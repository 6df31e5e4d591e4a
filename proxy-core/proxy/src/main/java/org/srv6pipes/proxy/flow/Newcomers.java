package org.srv6pipes.proxy.flow;

import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import org.srv6pipes.wire.FlowKey;
import org.srv6pipes.wire.Ipv6Address;

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

  private final long secret = new SecureRandom().nextLong();
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
    return (isRemembered(hash(key)) ? returning : strangers).allows(now);
  }

  /** One that began has arrived. */
  public void arrived() {
    strangers.giveBack();
    returning.giveBack();
  }

  /** This one could not begin, or had to make room; should it come again, it is no stranger. */
  public void turnedAway(FlowKey key) {
    table()[place(hash(key))] = (int) hash(key);
  }

  private boolean isRemembered(long hash) {
    return remembered != null && remembered[place(hash)] == (int) hash;
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

  private static int place(long hash) {
    return (int) (hash >>> (Long.SIZE - REMEMBERED_BITS));
  }

  /** Secret, so that nobody can choose whom to overwrite. */
  private long hash(FlowKey key) {
    long ports = (long) key.client().port() << 16 | key.server().port();
    return mix(mix(mix(secret ^ ports, key.client().address()), key.server().address()), secret);
  }

  private static long mix(long hash, Ipv6Address address) {
    return mix(mix(hash, address.high()), address.low());
  }

  private static long mix(long hash, long value) {
    long product = (hash ^ value) * 0x9E3779B97F4A7C15L;
    return product ^ product >>> 32;
  }
}

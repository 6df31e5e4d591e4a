package org.srv6pipes.resolver.server;

import java.util.Iterator;
import java.util.LinkedHashMap;
import org.srv6pipes.service.config.Rate;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Ipv6Prefix;

/**
 * How often each client may ask: a bucket of one second's queries that fills at the rate. A client
 * is an IPv4 address or an IPv6 /64, because who has one address of that has them all. Those who
 * asked longest ago are forgotten first. For any thread.
 */
final class RateLimit {
  private static final int MOST_CLIENTS = 100_000;
  private static final int CLIENT_BITS = 64;

  private static final class Bucket {
    private double tokens;
    private long since;

    Bucket(double tokens, long since) {
      this.tokens = tokens;
      this.since = since;
    }
  }

  private final double perSecond;
  private final LinkedHashMap<Ipv6Address, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param rate none at all if its number is 0
   */
  RateLimit(Rate rate) {
    this.perSecond = rate.perSecond();
  }

  /** Takes a query into account; whether it is within the rate. */
  boolean admits(Ipv6Address client, long now) {
    if (perSecond == 0) {
      return true;
    }
    synchronized (buckets) {
      Bucket bucket = buckets.computeIfAbsent(identity(client), _ -> new Bucket(burst(), now));
      forgetOldest();
      bucket.tokens = Math.min(burst(), bucket.tokens + (now - bucket.since) * perSecond / 1e9);
      bucket.since = now;
      if (bucket.tokens < 1) {
        return false;
      }
      bucket.tokens--;
      return true;
    }
  }

  private double burst() {
    return Math.max(1, perSecond);
  }

  private void forgetOldest() {
    Iterator<Bucket> oldest = buckets.values().iterator();
    while (buckets.size() > MOST_CLIENTS) {
      oldest.next();
      oldest.remove();
    }
  }

  private static Ipv6Address identity(Ipv6Address client) {
    return client.isV4Mapped() ? client : Ipv6Prefix.of(client, CLIENT_BITS).address();
  }
}

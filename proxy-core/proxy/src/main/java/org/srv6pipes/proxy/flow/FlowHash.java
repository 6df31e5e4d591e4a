package org.srv6pipes.proxy.flow;

import java.security.SecureRandom;
import org.srv6pipes.wire.FlowKey;
import org.srv6pipes.wire.Ipv6Address;

/** 64 bits that stand for a flow. Secret, so that nobody can choose who is taken for whom. */
final class FlowHash {

  private final long secret = new SecureRandom().nextLong();

  long of(FlowKey key) {
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

package org.srv6pipes.proxy;

import static org.srv6pipes.service.config.ValueTypes.integer;
import static org.srv6pipes.service.config.ValueTypes.size;

import java.util.Map;
import org.srv6pipes.proxy.flow.Quotas;
import org.srv6pipes.service.config.Key;
import org.srv6pipes.service.config.Keys;
import org.srv6pipes.service.config.Table;

/** The keys of {@link Quotas.Limits}. */
final class ProxyLimits {

  private static final int MOST = 10_000_000;

  private static final Keys KEYS = new Keys();
  private static final Key<Integer> PER_CLIENT =
      KEYS.key(
          "per-client",
          integer(0, MOST),
          0,
          "Connections at once of one client network. 0: any number.");
  private static final Key<Integer> CLIENT_BITS =
      KEYS.key(
          "client-bits",
          integer(1, 128),
          64,
          "How many bits of their address the clients of one network have in common.");
  private static final Key<Map<String, Integer>> PER_FUNCTION =
      KEYS.map(
          "per-function",
          integer(1, MOST),
          "Connections at once that a function serves, by its name. Any number, if not named.");
  private static final Key<Integer> NEW_PER_SECOND =
      KEYS.key("new-per-second", integer(0, MOST), 0, "Connections that may begin. 0: any number.");
  private static final Key<Long> MEMORY =
      KEYS.key(
          "memory",
          size(0, Long.MAX_VALUE),
          0L,
          "What the functions of all connections may hold, as they declare it: an upper bound that"
              + " few of them reach. `0B`: any amount.");

  static final Table<Quotas.Limits> TABLE =
      KEYS.readAs(
          values ->
              new Quotas.Limits(
                  values.get(PER_CLIENT),
                  values.get(CLIENT_BITS),
                  values.get(PER_FUNCTION),
                  values.get(NEW_PER_SECOND),
                  values.get(MEMORY)));

  private ProxyLimits() {}
}

package org.srv6pipes.proxy.syn;

import java.util.List;
import java.util.Map;
import org.srv6pipes.proxy.chain.PlannedFunction;
import org.srv6pipes.proxy.flow.Egress;
import org.srv6pipes.proxy.flow.Handshake;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Ipv6Prefix;
import org.srv6pipes.wire.SidLayout;
import org.srv6pipes.wire.WireOptions;

/**
 * What the operator decided about admission.
 *
 * @param sidPrefixes the prefixes of this proxy, each as long as the layout's prefix
 * @param allowFrom sources that may use this proxy; empty for every source (which the rules then
 *     have checked to come from where it should)
 * @param allowTo destinations that may be reached; empty for all that are not dangerous
 * @param handshakeOf functions that want another handshake than the proxy's, by name
 * @param ownAddresses the addresses of this host, never a destination
 */
public record AdmissionPolicy(
    List<Ipv6Prefix> sidPrefixes,
    SidLayout layout,
    WireOptions wire,
    List<Ipv6Prefix> allowFrom,
    List<Ipv6Prefix> allowTo,
    OwnAddresses ownAddresses,
    Handshake handshake,
    Map<String, Handshake> handshakeOf,
    Egress egress) {

  /** Says whether an address is this host's. */
  @FunctionalInterface
  public interface OwnAddresses {
    boolean contains(Ipv6Address address);
  }

  public AdmissionPolicy {
    sidPrefixes = List.copyOf(sidPrefixes);
    allowFrom = List.copyOf(allowFrom);
    allowTo = List.copyOf(allowTo);
    handshakeOf = Map.copyOf(handshakeOf);
  }

  /**
   * When a client is answered that asks for these functions: as the first of them with a wish of
   * its own says.
   */
  Handshake handshakeFor(List<PlannedFunction> functions) {
    for (PlannedFunction function : functions) {
      Handshake own = handshakeOf.get(function.name());
      if (own != null) {
        return own;
      }
    }
    return handshake;
  }

  boolean isOurs(Ipv6Address address) {
    return contains(sidPrefixes, address);
  }

  static boolean contains(List<Ipv6Prefix> prefixes, Ipv6Address address) {
    for (Ipv6Prefix prefix : prefixes) {
      if (prefix.contains(address)) {
        return true;
      }
    }
    return false;
  }
}

package org.srv6pipes.rules;

import java.util.List;
import java.util.Set;
import org.srv6pipes.linux.Capability;
import org.srv6pipes.wire.Ipv6Address;

/**
 * A role on a host, as the doctor sees it.
 *
 * @param ingress the interfaces by which connections shall come; empty for all
 * @param routesTo addresses to which there must be a route
 * @param peers hosts to which the way is measured
 * @param connections how many at once; 0 if that follows from the limits
 * @param capabilities what its process needs
 * @param applying the command that applies its rules
 */
public record Patient(
    HostPlan plan,
    Stage stage,
    List<String> ingress,
    List<Ipv6Address> routesTo,
    List<Ipv6Address> peers,
    long connections,
    Set<Capability> capabilities,
    String applying) {

  /** How far it has come. */
  public enum Stage {
    /** Its rules come when it starts, and there is no need for them before. */
    NOT_APPLIED,
    /** Its rules must be there, and nobody uses its numbers yet. */
    APPLIED,
    RUNNING
  }

  public Patient {
    ingress = List.copyOf(ingress);
    routesTo = List.copyOf(routesTo);
    peers = List.copyOf(peers);
    capabilities = Set.copyOf(capabilities);
  }
}

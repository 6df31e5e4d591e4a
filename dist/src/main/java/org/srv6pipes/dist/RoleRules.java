package org.srv6pipes.dist;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.srv6pipes.linux.Capability;
import org.srv6pipes.rules.HostPlan;
import org.srv6pipes.rules.HostRules;
import org.srv6pipes.rules.Patient;
import org.srv6pipes.service.admin.AdminClient;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Ipv6Prefix;

/**
 * What a role wants of this host, and who may put it in place beforehand.
 *
 * @param ingress the interfaces by which connections shall come; empty for all
 * @param partners those whom connections come from or go to, as far as the file says
 * @param connections how many at once; 0 if the file does not say
 * @param socket where the role can be asked while it runs
 */
public record RoleRules(
    HostPlan plan,
    Maker maker,
    List<String> ingress,
    List<Ipv6Prefix> partners,
    long connections,
    Set<Capability> capabilities,
    Path socket) {

  /** Who puts the rules in place before the role starts. */
  public enum Maker {
    /** Nobody: the role itself does when it starts. */
    THE_ROLE,
    /** Whoever likes; what is not there when the role starts it makes itself. */
    EITHER,
    /** Somebody must; the role goes on with what is there. */
    SOMEBODY_ELSE
  }

  public RoleRules {
    ingress = List.copyOf(ingress);
    partners = List.copyOf(partners);
    capabilities = Set.copyOf(capabilities);
  }

  public String instance() {
    return plan.numbers().instance();
  }

  /**
   * The same as the doctor sees it.
   *
   * @param peers hosts to which the way is measured
   * @param applying the command that applies the rules
   */
  public Patient patient(HostRules host, List<Ipv6Address> peers, String applying) {
    List<Ipv6Address> single =
        partners.stream()
            .filter(it -> it.length() == Ipv6Address.BITS)
            .map(Ipv6Prefix::address)
            .toList();
    return new Patient(
        plan, stage(host), ingress, single, peers, connections, capabilities, applying);
  }

  private Patient.Stage stage(HostRules host) {
    boolean answers = AdminClient.isAlive(socket);
    if (answers || host.isAlive(instance())) {
      return Patient.Stage.RUNNING;
    }
    return switch (maker) {
      case THE_ROLE -> Patient.Stage.NOT_APPLIED;
      case EITHER -> host.isApplied(instance()) ? Patient.Stage.APPLIED : Patient.Stage.NOT_APPLIED;
      case SOMEBODY_ELSE -> Patient.Stage.APPLIED;
    };
  }
}

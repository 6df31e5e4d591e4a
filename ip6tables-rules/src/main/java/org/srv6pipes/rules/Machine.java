package org.srv6pipes.rules;

import java.util.OptionalLong;
import java.util.Set;
import org.srv6pipes.linux.Capabilities;
import org.srv6pipes.linux.Capability;
import org.srv6pipes.linux.Limits;
import org.srv6pipes.linux.Pipe;
import org.srv6pipes.linux.Sysctl;

/**
 * What the machine allows the calling process.
 *
 * @param openFiles how many files it may have open at once
 * @param pipePages how many pages the pipes of one user may hold; 0 is no limit
 * @param trackedConnections how many connections are tracked, if any can be
 * @param mostTrackedConnections how many can be
 */
record Machine(
    Set<Capability> capabilities,
    long openFiles,
    long pipePages,
    OptionalLong trackedConnections,
    OptionalLong mostTrackedConnections) {

  private static final String TRACKED = "net.netfilter.nf_conntrack_count";
  private static final String MOST_TRACKED = "net.netfilter.nf_conntrack_max";

  static Machine here() {
    return new Machine(
        Capabilities.ofThisThread().effective(),
        Limits.openFiles().hard(),
        Pipe.userPagesSoft(),
        number(TRACKED),
        number(MOST_TRACKED));
  }

  private static OptionalLong number(String sysctl) {
    return Sysctl.exists(sysctl)
        ? OptionalLong.of(Sysctl.readNumber(sysctl))
        : OptionalLong.empty();
  }

  /** Whether the limit on pipes does not hold for this process. */
  boolean isExemptFromPipePages() {
    return pipePages == 0
        || capabilities.contains(Capability.CAP_SYS_RESOURCE)
        || capabilities.contains(Capability.CAP_SYS_ADMIN);
  }
}

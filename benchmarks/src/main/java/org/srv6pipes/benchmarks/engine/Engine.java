package org.srv6pipes.benchmarks.engine;

import java.util.List;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.wire.Ipv6Address;

/**
 * What stands on a {@link Way}, up from its construction until the lab ends. Making one puts the
 * routes and rules in place that lead connections into it, starts what it needs to run, and waits
 * until that is ready.
 */
public interface Engine {

  /** The address that the client connects to. */
  Ipv6Address target();

  /** The processes that do its work; none if the kernel does it. */
  List<HostProcess> processes();

  /** Whether it becomes faster while it runs, so that its first seconds say little. */
  default boolean warmsUp() {
    return false;
  }
}

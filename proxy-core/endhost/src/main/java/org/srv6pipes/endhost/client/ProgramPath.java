package org.srv6pipes.endhost.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.srv6pipes.endhost.path.PathRoutes;
import org.srv6pipes.linux.ConnectMarks;
import org.srv6pipes.rules.Allocation;
import org.srv6pipes.rules.Allocation.Needs;
import org.srv6pipes.rules.ClientPlan;
import org.srv6pipes.rules.HostRules;
import org.srv6pipes.rules.RulesException;
import org.srv6pipes.service.Reason;
import org.srv6pipes.wire.Ipv6Address;

/**
 * A cgroup whose programs' TCP connections take one chain. It goes with everything that was made
 * for it; what the kernel does not take away itself when this process dies, {@link #undo} does.
 */
public final class ProgramPath implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProgramPath.class);

  private static final int PATH = 0;

  /** Programs that were killed leave their cgroup within moments. */
  private static final int TRIES = 500;

  private static final long PAUSE_NANOS = 10_000_000;

  private final HostRules rules;
  private final String instance;
  private final Path cgroup;
  private final ConnectMarks.Attachment marks;

  private ProgramPath(
      HostRules rules, String instance, Path cgroup, ConnectMarks.Attachment marks) {
    this.rules = rules;
    this.instance = instance;
    this.cgroup = cgroup;
    this.marks = marks;
  }

  /**
   * @param instance what nothing else on this host is called
   * @param sids in the order in which bytes to the server meet them
   */
  public static ProgramPath make(HostRules rules, String instance, List<Ipv6Address> sids) {
    Path cgroup = cgroup(instance);
    Allocation numbers = rules.allocate(instance, new Needs(0, 0));
    try {
      rules.apply(new ClientPlan(numbers).hostPlan());
      route(numbers, sids);
      Files.createDirectory(cgroup);
      return new ProgramPath(
          rules, instance, cgroup, ConnectMarks.all(cgroup, numbers.pathMark(PATH)));
    } catch (IOException e) {
      undo(rules, instance);
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      undo(rules, instance);
      throw e;
    }
  }

  private static void route(Allocation numbers, List<Ipv6Address> sids) {
    try (PathRoutes routes = new PathRoutes(numbers)) {
      if (!routes.make(PATH, sids)) {
        throw new RulesException(
            "there is no route to " + sids.getFirst() + ", the first SID of the chain");
      }
    }
  }

  private static Path cgroup(String instance) {
    return ConnectMarks.cgroups()
        .orElseThrow(
            () ->
                new RulesException(
                    "no cgroup2 file system is mounted: mount -t cgroup2 none /sys/fs/cgroup"))
        .resolve("srv6pipes-" + instance);
  }

  /** A process that writes its id into this file belongs to it. */
  public Path members() {
    return cgroup.resolve("cgroup.procs");
  }

  /** Ends what still runs in the cgroup, and leaves the host as it was. */
  @Override
  public void close() {
    marks.close();
    undo(rules, instance);
  }

  /** Leaves the host as it was before a process of this instance, which may be dead. */
  public static void undo(HostRules rules, String instance) {
    Path cgroup = cgroup(instance);
    try {
      if (Files.exists(cgroup)) {
        Files.writeString(cgroup.resolve("cgroup.kill"), "1");
        remove(cgroup);
      }
    } catch (IOException e) {
      LOG.warn("{} stays: {}", cgroup, Reason.of(e));
    }
    rules.remove(instance);
  }

  private static void remove(Path cgroup) throws IOException {
    for (int i = 0; Files.exists(cgroup); i++) {
      try {
        Files.delete(cgroup);
      } catch (IOException busy) {
        if (i == TRIES) {
          throw busy;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }
}

package org.srv6pipes.benchmarks.engine;

import java.util.concurrent.locks.LockSupport;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.LabException;

/** Waits for programs that do not say when they are ready. */
public final class Listening {

  private static final long PAUSE = 20_000_000;
  private static final int TRIES = 500;

  private Listening() {}

  /** Until something takes connections on this port. */
  public static void await(Host host, int port, HostProcess program) {
    await(host, "-6Hltn", port, program);
  }

  /** The same for a program that takes datagrams. */
  public static void awaitUdp(Host host, int port, HostProcess program) {
    await(host, "-6Hlun", port, program);
  }

  private static void await(Host host, String which, int port, HostProcess program) {
    for (int i = 0; i < TRIES && program.isAlive(); i++) {
      if (!host.check("ss", which, "sport", "=", Integer.toString(port)).stdout().isEmpty()) {
        return;
      }
      LockSupport.parkNanos(PAUSE);
    }
    throw new LabException("nobody listens on port " + port + " of " + program);
  }
}

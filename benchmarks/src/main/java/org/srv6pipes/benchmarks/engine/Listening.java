package org.srv6pipes.benchmarks.engine;

import java.util.concurrent.locks.LockSupport;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.LabException;

/** Waits for programs that do not say when they are ready. */
final class Listening {

  private static final long PAUSE = 20_000_000;
  private static final int TRIES = 500;

  private Listening() {}

  static void await(Host host, int port, HostProcess program) {
    for (int i = 0; i < TRIES && program.isAlive(); i++) {
      if (!host.check("ss", "-6Hltn", "sport", "=", Integer.toString(port)).stdout().isEmpty()) {
        return;
      }
      LockSupport.parkNanos(PAUSE);
    }
    throw new LabException("nobody listens on port " + port + " of " + program);
  }
}

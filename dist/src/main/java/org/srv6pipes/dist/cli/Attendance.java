package org.srv6pipes.dist.cli;

import java.time.Duration;
import java.util.Optional;
import org.srv6pipes.linux.Notify;
import org.srv6pipes.service.Signals;

/**
 * A role's dealings with whoever started it: requests come as signals, and the service manager is
 * told what becomes of them, and all the while that nothing has got stuck.
 */
final class Attendance {

  /** So much sooner than it has to, a process says that it is alive. */
  private static final int HASTE = 3;

  private final Signals signals;
  private final Notify notify = Notify.ofEnvironment();

  Attendance(Signals signals) {
    this.signals = signals;
  }

  /**
   * @param line what the role serves
   */
  void ready(String line) {
    notify.ready(line);
  }

  /** Has every request to reload done; returns when it is asked to stop. */
  void untilStop(Runnable reload) throws InterruptedException {
    while (next() == Signals.Request.RELOAD) {
      notify.reloading();
      reload.run();
      notify.ready("reloaded");
    }
    notify.stopping();
  }

  private Signals.Request next() throws InterruptedException {
    Optional<Duration> patience = notify.patience();
    if (patience.isEmpty()) {
      return signals.next();
    }
    Optional<Signals.Request> request = Optional.empty();
    while (request.isEmpty()) {
      notify.alive();
      request = signals.next(patience.get().dividedBy(HASTE));
    }
    return request.get();
  }
}

package org.srv6pipes.service;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The sign of life of one thread: it beats several times a second, if it does not hang. */
public final class Pulse {

  private final String name;
  private volatile @Nullable Thread thread;
  private final AtomicLong beats = new AtomicLong();

  /**
   * @param name of the thread, as a person knows it
   */
  public Pulse(String name) {
    this.name = name;
  }

  /** Called on the thread itself. */
  public void beat() {
    if (thread == null) {
      thread = Thread.currentThread();
    }
    beats.lazySet(beats.get() + 1);
  }

  long beats() {
    return beats.get();
  }

  /** Whose it is, if it has ever beaten. */
  Optional<Thread> thread() {
    return Optional.ofNullable(thread);
  }

  @Override
  public String toString() {
    return name;
  }
}

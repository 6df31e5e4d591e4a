package org.srv6pipes.functions;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/**
 * Contexts of a library that no flow has at the moment. Making one costs more than a short
 * connection has for it to do: what it allocates is mapped, zeroed, and unmapped after a few
 * packets. Used by several threads at once.
 *
 * @param <K> what a context was made for; a flow gets one that was made for the same, so that it
 *     has the memory that it says
 * @param <C> a context
 */
final class IdleContexts<K, C> implements AutoCloseable {

  static final int MOST = 16;
  static final long LARGEST = 4 << 20;

  private record Idle<K, C>(K kind, C context) {}

  private final ToLongFunction<K> memory;
  private final Consumer<C> end;
  private final Deque<Idle<K, C>> latestFirst = new ArrayDeque<>();
  private boolean closed;

  /**
   * @param memory of a context; a large one is not kept
   * @param end releases what a context has
   */
  IdleContexts(ToLongFunction<K> memory, Consumer<C> end) {
    this.memory = memory;
    this.end = end;
  }

  /** The one that was given back last, which is still in some cache. It is as it was left. */
  synchronized Optional<C> take(K kind) {
    Iterator<Idle<K, C>> all = latestFirst.iterator();
    while (all.hasNext()) {
      Idle<K, C> one = all.next();
      if (one.kind().equals(kind)) {
        all.remove();
        return Optional.of(one.context());
      }
    }
    return Optional.empty();
  }

  /** Takes over a context, and ends it or another one if there are enough. */
  void giveBack(K kind, C context) {
    surplus(new Idle<>(kind, context)).ifPresent(end);
  }

  private synchronized Optional<C> surplus(Idle<K, C> latest) {
    if (closed || memory.applyAsLong(latest.kind()) > LARGEST) {
      return Optional.of(latest.context());
    }
    latestFirst.addFirst(latest);
    return latestFirst.size() > MOST
        ? Optional.of(latestFirst.removeLast().context())
        : Optional.empty();
  }

  @Override
  public synchronized void close() {
    closed = true;
    latestFirst.forEach(one -> end.accept(one.context()));
    latestFirst.clear();
  }
}

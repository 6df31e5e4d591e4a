package org.srv6pipes.functions;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.srv6pipes.function.FunctionFactory;

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

  static final long MOST_MEMORY = 64 << 20;

  /** A factory whose functions have their contexts from here. */
  interface Owner extends FunctionFactory {

    IdleContexts<?, ?> idle();

    @Override
    default void replaced() {
      idle().close();
    }

    @Override
    default void close() {
      idle().close();
    }
  }

  private record Idle<K, C>(K kind, C context) {}

  private final ToLongFunction<K> memory;
  private final Consumer<C> end;
  private final Deque<Idle<K, C>> latestFirst = new ArrayDeque<>();
  private long held;
  private boolean closed;

  /**
   * @param memory of a context
   * @param end releases what a context has
   */
  IdleContexts(ToLongFunction<K> memory, Consumer<C> end) {
    this.memory = memory;
    this.end = end;
  }

  /** Whether there is one for the next to take. */
  synchronized boolean has(K kind) {
    return latestFirst.stream().anyMatch(one -> one.kind().equals(kind));
  }

  /** The one that was given back last, which is still in some cache. It is as it was left. */
  synchronized Optional<C> take(K kind) {
    Iterator<Idle<K, C>> all = latestFirst.iterator();
    while (all.hasNext()) {
      Idle<K, C> one = all.next();
      if (one.kind().equals(kind)) {
        all.remove();
        held -= memory.applyAsLong(kind);
        return Optional.of(one.context());
      }
    }
    return Optional.empty();
  }

  /**
   * Takes over a context. It is ended if it is too large, and the oldest are if all of them are.
   */
  synchronized void giveBack(K kind, C context) {
    if (closed || memory.applyAsLong(kind) > MOST_MEMORY) {
      end.accept(context);
      return;
    }
    latestFirst.addFirst(new Idle<>(kind, context));
    held += memory.applyAsLong(kind);
    while (held > MOST_MEMORY) {
      Idle<K, C> oldest = latestFirst.removeLast();
      held -= memory.applyAsLong(oldest.kind());
      end.accept(oldest.context());
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    latestFirst.forEach(one -> end.accept(one.context()));
    latestFirst.clear();
    held = 0;
  }
}

package org.srv6pipes.proxy.relay;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.srv6pipes.linux.SocketOptions;
import org.srv6pipes.wire.Srh;

/**
 * The listeners of one loop. Each answers through the return path that its socket holds: the kernel
 * puts that header on the SYN-ACK, on its retransmissions and on every packet of the accepted
 * socket. A slot is in use from the release of a SYN until its client arrives; then the accepted
 * socket has a header of its own and the slot may learn another path.
 */
final class Slots {

  /**
   * One listener and the path that it answers through; the first slot of a loop always answers
   * directly.
   */
  static final class Slot {
    private final int mark;
    private final int listener;
    private final boolean direct;
    private @Nullable Srh path;
    private int pending;
    private long lastUse;

    Slot(int mark, int listener, boolean direct) {
      this.mark = mark;
      this.listener = listener;
      this.direct = direct;
    }

    /** The mark that brings a SYN to this slot. */
    int mark() {
      return mark;
    }

    boolean isDirect() {
      return direct;
    }

    int listener() {
      return listener;
    }

    private void learn(Srh newPath) {
      SocketOptions.routingHeader(listener, newPath.toBytes());
      path = newPath;
    }
  }

  private final List<Slot> slots;
  private long uses;

  Slots(List<Slot> slots) {
    this.slots = List.copyOf(slots);
  }

  List<Slot> all() {
    return slots;
  }

  /**
   * A slot that answers through this path, or null if all are in use for others. {@link #release}
   * must follow.
   */
  @Nullable Slot acquire(@Nullable Srh path) {
    Slot slot = path == null ? slots.getFirst() : slotFor(path);
    if (slot != null) {
      slot.pending++;
      slot.lastUse = ++uses;
    }
    return slot;
  }

  /** The SYN of a slot has been accepted, or given up. */
  void release(Slot slot) {
    slot.pending--;
  }

  /** How many slots have a handshake under way. */
  int inUse() {
    return (int) slots.stream().filter(slot -> slot.pending > 0).count();
  }

  private @Nullable Slot slotFor(Srh path) {
    Slot leastRecent = null;
    for (Slot slot : slots) {
      if (slot.direct) {
        continue;
      }
      if (path.equals(slot.path)) {
        return slot;
      }
      if (slot.pending == 0 && (leastRecent == null || slot.lastUse < leastRecent.lastUse)) {
        leastRecent = slot;
      }
    }
    if (leastRecent != null) {
      leastRecent.learn(path);
    }
    return leastRecent;
  }
}

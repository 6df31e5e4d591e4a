package org.srv6pipes.proxy.flow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.srv6pipes.wire.FlowKey;

/**
 * The flows of one event loop. Bounded twice: in all, and in those whose client has not arrived
 * yet, of which the oldest makes room for the newest, so that spoofed SYNs can hold no more than
 * their share. Not thread-safe.
 *
 * @param <F> what stands for a flow
 */
public final class FlowTable<F> {

  private final int capacity;
  private final int handshakeCapacity;
  private final Map<FlowKey, F> flows = new HashMap<>();
  private final LinkedHashMap<FlowKey, F> handshakes = new LinkedHashMap<>();

  public FlowTable(int capacity, int handshakeCapacity) {
    this.capacity = capacity;
    this.handshakeCapacity = handshakeCapacity;
  }

  public @Nullable F get(FlowKey key) {
    return flows.get(key);
  }

  public int size() {
    return flows.size();
  }

  /** How many of them have no client yet. */
  public int handshakeCount() {
    return handshakes.size();
  }

  public int capacity() {
    return capacity;
  }

  public int handshakeCapacity() {
    return handshakeCapacity;
  }

  public boolean isEmpty() {
    return flows.isEmpty();
  }

  /** A copy of those whose client has not arrived yet. */
  public List<F> handshakes() {
    return new ArrayList<>(handshakes.values());
  }

  /** Whether established flows leave no room for another one. */
  public boolean isFull() {
    return flows.size() - handshakes.size() >= capacity;
  }

  /** The handshake that must go before another may begin, or null if there is room. */
  public @Nullable F oldestInTheWay() {
    boolean room = handshakes.size() < handshakeCapacity && flows.size() < capacity;
    return room || handshakes.isEmpty() ? null : handshakes.firstEntry().getValue();
  }

  /** Adds a flow whose client has not arrived yet. */
  public void add(FlowKey key, F flow) {
    flows.put(key, flow);
    handshakes.put(key, flow);
  }

  /** The client has arrived: the flow no longer counts as a handshake. */
  public void established(FlowKey key) {
    handshakes.remove(key);
  }

  public void remove(FlowKey key) {
    flows.remove(key);
    handshakes.remove(key);
  }

  /** A copy, for callers that remove while they walk. */
  public List<F> snapshot() {
    return new ArrayList<>(flows.values());
  }
}

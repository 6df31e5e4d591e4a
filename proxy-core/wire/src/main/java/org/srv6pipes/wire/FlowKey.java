package org.srv6pipes.wire;

import java.util.Comparator;

/**
 * One TCP connection as its client and its server see it.
 *
 * <p>Senders choose these numbers, so a table must expect many keys of one hash: keys are ordered,
 * which lets a {@link java.util.HashMap} search a crowded bin as a tree.
 */
public record FlowKey(ClientAddress client, ServerAddress server) implements Comparable<FlowKey> {
  private static final Comparator<FlowKey> ORDER =
      Comparator.comparing(FlowKey::client).thenComparing(FlowKey::server);

  @Override
  public int compareTo(FlowKey that) {
    return ORDER.compare(this, that);
  }

  @Override
  public String toString() {
    return client + " -> " + server;
  }
}

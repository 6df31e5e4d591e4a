package org.srv6pipes.proxy.flow;

import java.util.Arrays;
import org.srv6pipes.wire.FlowKey;

/**
 * The SYNs of the connections that ended last. A copy that the network, or an impatient client,
 * made of one and that comes late would begin a connection that nobody wants, on the ports on which
 * the last bytes of the real one may still be under way.
 *
 * <p>Plain numbers, the eldest overwritten by the next: what each connection leaves behind for a
 * second is what a garbage collector can deal with least.
 */
public final class FormerSyns {

  /** What ends in about a second at most. */
  static final int MOST = 4096;

  private static final int PLACES = 4 * MOST;
  private static final int NONE = -1;

  private final FlowHash hash = new FlowHash();

  // By number of the entry. Entries are chained from the eldest to the latest.
  private final long[] flows = new long[MOST];
  private final int[] sequences = new int[MOST];
  private final int[] elder = new int[MOST];
  private final int[] later = new int[MOST];
  private int size;
  private int eldest = NONE;
  private int latest = NONE;

  /** Entries by their flow, each at the first place from its own on that was free. */
  private final int[] places = new int[PLACES];

  public FormerSyns() {
    Arrays.fill(places, NONE);
  }

  /** This connection has stood, and is over. */
  public void add(FlowKey key, int sequence) {
    long flow = hash.of(key);
    int place = placeOf(flow);
    int entry = places[place];
    if (entry != NONE) {
      unchain(entry);
    } else {
      entry = size < MOST ? size++ : forgetEldest();
      flows[entry] = flow;
      places[placeOf(flow)] = entry;
    }
    sequences[entry] = sequence;
    chain(entry);
  }

  /** Whether the SYN with this number began one of them. */
  public boolean began(FlowKey key, int sequence) {
    int entry = places[placeOf(hash.of(key))];
    return entry != NONE && sequences[entry] == sequence;
  }

  private void chain(int entry) {
    elder[entry] = latest;
    later[entry] = NONE;
    if (latest == NONE) {
      eldest = entry;
    } else {
      later[latest] = entry;
    }
    latest = entry;
  }

  private void unchain(int entry) {
    if (entry == eldest) {
      eldest = later[entry];
    } else {
      later[elder[entry]] = later[entry];
    }
    if (entry == latest) {
      latest = elder[entry];
    } else {
      elder[later[entry]] = elder[entry];
    }
  }

  private int forgetEldest() {
    int entry = eldest;
    unchain(entry);
    free(placeOf(flows[entry]));
    return entry;
  }

  /** Where this flow is, or would be. */
  private int placeOf(long flow) {
    int place = ownPlace(flow);
    while (places[place] != NONE && flows[places[place]] != flow) {
      place = next(place);
    }
    return place;
  }

  /** What was put behind this place because it was taken moves up. */
  private void free(int freed) {
    int gap = freed;
    places[gap] = NONE;
    for (int place = next(gap); places[place] != NONE; place = next(place)) {
      int wanted = ownPlace(flows[places[place]]);
      if (distance(wanted, place) >= distance(gap, place)) {
        places[gap] = places[place];
        places[place] = NONE;
        gap = place;
      }
    }
  }

  private static int ownPlace(long flow) {
    return (int) flow & (PLACES - 1);
  }

  private static int next(int place) {
    return (place + 1) & (PLACES - 1);
  }

  private static int distance(int from, int to) {
    return (to - from) & (PLACES - 1);
  }
}

package org.srv6pipes.proxy.flow;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map of what was put into it last: an entry too many takes the eldest one's place. */
public final class Latest<K, V> extends LinkedHashMap<K, V> {

  private static final long serialVersionUID = 1;

  private final int most;

  public Latest(int most) {
    this.most = most;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > most;
  }
}

package org.srv6pipes.endhost.path;

import org.srv6pipes.linux.TcpState;

/** What the sockets of each path were doing at one moment. */
public final class Census {

  private final int[] live;
  private final int[] halfOpen;
  private final int[] timeWait;

  /**
   * @param paths their numbers are below this
   */
  public Census(int paths) {
    live = new int[paths];
    halfOpen = new int[paths];
    timeWait = new int[paths];
  }

  /** One socket of a path. */
  public void count(int path, TcpState state) {
    switch (state) {
      case TIME_WAIT -> timeWait[path]++;
      case SYN_RECEIVED, NEW_SYN_RECEIVED -> halfOpen[path]++;
      default -> live[path]++;
    }
  }

  /** Whether a connection may still send something that its service means. */
  public boolean isLive(int path) {
    return live[path] > 0;
  }

  /** Whether a handshake is under way. */
  public boolean isHalfOpen(int path) {
    return halfOpen[path] > 0;
  }

  /** How many sockets there are that no service has seen yet, or will see again. */
  public int remains(int path) {
    return halfOpen[path] + timeWait[path];
  }

  /** Over all paths. */
  public int liveConnections() {
    int sum = 0;
    for (int connections : live) {
      sum += connections;
    }
    return sum;
  }
}

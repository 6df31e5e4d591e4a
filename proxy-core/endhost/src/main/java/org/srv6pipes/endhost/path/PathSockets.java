package org.srv6pipes.endhost.path;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.srv6pipes.linux.Errno;
import org.srv6pipes.linux.SockDiag;
import org.srv6pipes.linux.TcpSocketEntry;
import org.srv6pipes.linux.TcpState;
import org.srv6pipes.rules.Allocation;

/** The sockets of this host that answer along paths, whoever has them. Belongs to one thread. */
public final class PathSockets implements AutoCloseable {

  private static final Set<TcpState> CONNECTIONS =
      EnumSet.complementOf(EnumSet.of(TcpState.LISTEN, TcpState.CLOSED, TcpState.BOUND_INACTIVE));

  private static final Set<TcpState> REMAINS =
      EnumSet.of(TcpState.TIME_WAIT, TcpState.SYN_RECEIVED, TcpState.NEW_SYN_RECEIVED);

  private final Allocation numbers;
  private final SockDiag sockets = SockDiag.open();

  public PathSockets(Allocation numbers) {
    this.numbers = numbers;
  }

  /** Counts them all. The kernel walks every connection of the host for that. */
  public Census census(int paths) {
    Census census = new Census(paths);
    each(
        socket -> {
          int path = numbers.pathOf(socket.mark());
          if (path >= 0 && path < paths) {
            census.count(path, socket.state());
          }
        });
    return census;
  }

  /**
   * Ends the handshakes under way and the closed connections of some paths.
   *
   * @return those of the paths that no socket has any more
   */
  public Set<Integer> endRemains(Set<Integer> paths) {
    Set<Integer> free = new HashSet<>(paths);
    List<TcpSocketEntry> remains = new ArrayList<>();
    each(
        socket -> {
          int path = numbers.pathOf(socket.mark());
          if (!REMAINS.contains(socket.state())) {
            free.remove(path);
          } else if (paths.contains(path)) {
            remains.add(socket);
          }
        });
    for (TcpSocketEntry socket : remains) {
      int path = numbers.pathOf(socket.mark());
      if (free.contains(path) && !end(socket)) {
        free.remove(path);
      }
    }
    return free;
  }

  private boolean end(TcpSocketEntry socket) {
    int result = sockets.destroyRemains(socket);
    return result == 0 || result == -Errno.ENOENT;
  }

  private void each(Consumer<TcpSocketEntry> taker) {
    sockets.eachMarked(CONNECTIONS, numbers.anyPathMark(), numbers.anyPathMask(), taker);
  }

  @Override
  public void close() {
    sockets.close();
  }
}

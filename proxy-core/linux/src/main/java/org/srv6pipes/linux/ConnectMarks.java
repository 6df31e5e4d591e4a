package org.srv6pipes.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Gives TCP sockets of IPv6 a firewall mark when they connect, by where they connect to. A socket
 * keeps its mark for good, so what changes here later, this object's end included, is no matter to
 * connections that there are. When the process ends, however it does, the kernel forgets all of
 * this.
 *
 * <p>It holds for the processes of a cgroup (version 2) that use the network namespace of the
 * thread which opened this.
 *
 * <pre>
 * struct bpf_sock_addr {               linux/bpf.h
 *   u32 user_family, user_ip4;         at 0
 *   u32 user_ip6[4];                   at 8
 *   u32 user_port;                     at 24, in network order
 *   u32 family, type, protocol;        at 28
 * }
 * </pre>
 */
public final class ConnectMarks implements AutoCloseable {
  private static final int USER_IP6 = 8;
  private static final int USER_PORT = 24;
  private static final int PROTOCOL = 36;

  /** IPPROTO_TCP of linux/in.h. */
  private static final int TCP = 6;

  /** Of enum bpf_func_id. */
  private static final int MAP_LOOKUP = 1;

  private static final int GET_UID_GID = 15;
  private static final int SET_SOCKOPT = 49;
  private static final int GET_SOCKOPT = 57;
  private static final int GET_NETNS_COOKIE = 122;

  /** SOL_SOCKET and SO_MARK of asm-generic/socket.h. */
  private static final int SOL_SOCKET = 1;

  private static final int SO_MARK = 36;

  private static final int CONTEXT = 6;
  private static final int KEY_AT = -16;
  private static final int MARK_AT = -24;
  private static final int ADDRESS = 16;

  /** O_RDONLY | O_DIRECTORY | O_CLOEXEC of asm-generic/fcntl.h. */
  private static final int OPEN_FOLDER = 0x90000;

  /** User ids from the first to the last. */
  public record Users(int first, int last) {}

  /**
   * Which sockets are looked at. Lists that are empty match all.
   *
   * @param users whose program connects
   * @param ports to which it connects
   * @param mark the mark that the socket has before
   */
  public record Conditions(List<Users> users, List<Integer> ports, int mark) {
    /** All sockets that nobody has marked. */
    public static final Conditions UNMARKED = new Conditions(List.of(), List.of(), 0);

    public Conditions {
      users = List.copyOf(users);
      ports = List.copyOf(ports);
    }
  }

  /** What marks, until it is closed. */
  public interface Attachment extends AutoCloseable {
    @Override
    void close();
  }

  private final long cookie;
  private final int map;
  private final int link;

  private ConnectMarks(long cookie, int map, int link) {
    this.cookie = cookie;
    this.map = map;
    this.link = link;
  }

  /**
   * Begins to mark. At first nothing is: {@link #put} says what.
   *
   * @param cgroup a folder of the cgroup2 file system
   * @param addresses at once
   */
  public static ConnectMarks open(Path cgroup, Conditions conditions, int addresses) {
    long cookie = Namespaces.ownNetworkCookie();
    int map = Bpf.createMap(ADDRESS, Integer.BYTES, addresses);
    try {
      return new ConnectMarks(cookie, map, attach(cgroup, byAddress(cookie, map, conditions)));
    } catch (RuntimeException e) {
      Libc.close(map);
      throw e;
    }
  }

  /** Marks every socket that nobody has marked, wherever it connects to. */
  public static Attachment all(Path cgroup, int mark) {
    BpfProgram code = new BpfProgram();
    BpfProgram.Label out = new BpfProgram.Label();
    examine(code, Namespaces.ownNetworkCookie(), Conditions.UNMARKED, out);
    code.storeNumber(BpfProgram.FRAME, MARK_AT, mark);
    int link = attach(cgroup, conclude(code, out));
    return () -> Libc.close(link);
  }

  /** Where the cgroup2 file system of this host begins. */
  public static Optional<Path> cgroups() {
    try {
      return Files.readAllLines(Path.of("/proc/self/mounts")).stream()
          .map(line -> line.split(" "))
          .filter(words -> words[2].equals("cgroup2"))
          .map(words -> Path.of(words[1]))
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static int attach(Path cgroup, BpfProgram program) {
    int loaded = Bpf.loadConnectProgram(program);
    int folder = Libc.open(cgroup.toString(), OPEN_FOLDER);
    try {
      if (folder < 0) {
        throw new LinuxException("open", folder, cgroup.toString());
      }
      return Bpf.link(loaded, folder, cgroup.toString());
    } finally {
      Libc.close(folder);
      Libc.close(loaded);
    }
  }

  private static BpfProgram byAddress(long cookie, int map, Conditions conditions) {
    BpfProgram code = new BpfProgram();
    BpfProgram.Label out = new BpfProgram.Label();
    examine(code, cookie, conditions, out);
    lookUp(code, map, out);
    code.load(1, 0, 0).store(BpfProgram.FRAME, MARK_AT, 1);
    return conclude(code, out);
  }

  /** Leaves all sockets alone that do not meet the conditions. */
  private static void examine(
      BpfProgram code, long cookie, Conditions conditions, BpfProgram.Label out) {
    code.move(CONTEXT, 1).load(0, CONTEXT, PROTOCOL).jumpUnlessEqual(0, TCP, out);
    code.move(1, CONTEXT).call(GET_NETNS_COOKIE).setLong(1, cookie).jumpUnlessSame(0, 1, out);
    users(code, conditions.users(), out);
    ports(code, conditions.ports(), out);
    mark(code, conditions.mark(), out);
  }

  /** Gives the socket the mark that stands in the frame; every connect may go on. */
  private static BpfProgram conclude(BpfProgram code, BpfProgram.Label out) {
    option(code, SET_SOCKOPT);
    return code.here(out).set(0, 1).exit();
  }

  private static void users(BpfProgram code, List<Users> users, BpfProgram.Label out) {
    if (users.isEmpty()) {
      return;
    }
    BpfProgram.Label found = new BpfProgram.Label();
    code.call(GET_UID_GID).moveLow(0, 0);
    for (Users range : users) {
      BpfProgram.Label next = new BpfProgram.Label();
      code.jumpIfBelow(0, range.first(), next).jumpIfAbove(0, range.last(), next).jump(found);
      code.here(next);
    }
    code.jump(out).here(found);
  }

  private static void ports(BpfProgram code, List<Integer> ports, BpfProgram.Label out) {
    if (ports.isEmpty()) {
      return;
    }
    BpfProgram.Label found = new BpfProgram.Label();
    code.load(0, CONTEXT, USER_PORT);
    ports.forEach(port -> code.jumpIfEqual(0, networkOrder(port), found));
    code.jump(out).here(found);
  }

  private static int networkOrder(int port) {
    return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
        ? port
        : Short.toUnsignedInt(Short.reverseBytes((short) port));
  }

  private static void mark(BpfProgram code, int mark, BpfProgram.Label out) {
    code.storeNumber(BpfProgram.FRAME, MARK_AT, 0);
    option(code, GET_SOCKOPT);
    code.load(0, BpfProgram.FRAME, MARK_AT).jumpUnlessEqual(0, mark, out);
  }

  private static void option(BpfProgram code, int helper) {
    code.move(1, CONTEXT).set(2, SOL_SOCKET).set(3, SO_MARK);
    code.move(4, BpfProgram.FRAME).plus(4, MARK_AT).set(5, Integer.BYTES).call(helper);
  }

  private static void lookUp(BpfProgram code, int map, BpfProgram.Label out) {
    for (int i = 0; i < ADDRESS; i += Integer.BYTES) {
      code.load(1, CONTEXT, USER_IP6 + i).store(BpfProgram.FRAME, KEY_AT + i, 1);
    }
    code.setMap(1, map).move(2, BpfProgram.FRAME).plus(2, KEY_AT).call(MAP_LOOKUP);
    code.jumpIfNull(0, out);
  }

  /** From now on, sockets that connect to this address get this mark. */
  public void put(long high, long low, int mark) {
    byte[] value =
        ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(mark).array();
    Bpf.update(map, key(high, low), value);
  }

  /** From now on, they get none. */
  public void remove(long high, long low) {
    Bpf.delete(map, key(high, low));
  }

  private static byte[] key(long high, long low) {
    return ByteBuffer.allocate(ADDRESS).putLong(high).putLong(low).array();
  }

  /** From now on, other sockets are looked at. */
  public void change(Conditions conditions) {
    int loaded = Bpf.loadConnectProgram(byAddress(cookie, map, conditions));
    try {
      Bpf.relink(link, loaded);
    } finally {
      Libc.close(loaded);
    }
  }

  /** Marks no more. */
  @Override
  public void close() {
    Libc.close(link);
    Libc.close(map);
  }
}

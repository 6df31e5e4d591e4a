package org.srv6pipes.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * int bpf(int cmd, union bpf_attr *attr, unsigned int size), of linux/bpf.h. Nothing here outlives
 * its descriptor.
 */
final class Bpf {
  /** __NR_bpf of asm/unistd_64.h and asm-generic/unistd.h. */
  private static final int NUMBER = System.getProperty("os.arch").equals("amd64") ? 321 : 280;

  /** BPF_MAP_CREATE, BPF_MAP_UPDATE_ELEM, BPF_MAP_DELETE_ELEM, BPF_PROG_LOAD, BPF_LINK_CREATE. */
  private static final int MAP_CREATE = 0;

  private static final int MAP_UPDATE_ELEM = 2;
  private static final int MAP_DELETE_ELEM = 3;
  private static final int PROG_LOAD = 5;
  private static final int LINK_CREATE = 28;
  private static final int LINK_UPDATE = 29;

  /** BPF_MAP_TYPE_HASH, BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET6_CONNECT. */
  private static final int HASH = 1;

  private static final int CGROUP_SOCK_ADDR = 18;
  private static final int CGROUP_INET6_CONNECT = 11;

  private static final int ATTRIBUTES = 128;
  private static final int LOG = 1 << 16;

  private Bpf() {}

  /** A hash map. */
  static int createMap(int keySize, int valueSize, int entries) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attr = arena.allocate(ATTRIBUTES, Long.BYTES);
      attr.set(ValueLayout.JAVA_INT, 0, HASH);
      attr.set(ValueLayout.JAVA_INT, 4, keySize);
      attr.set(ValueLayout.JAVA_INT, 8, valueSize);
      attr.set(ValueLayout.JAVA_INT, 12, entries);
      return checked(call(MAP_CREATE, attr), "BPF_MAP_CREATE", "a map of addresses");
    }
  }

  static void update(int map, byte[] key, byte[] value) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attr = element(arena, map, key);
      attr.set(ValueLayout.JAVA_LONG, 16, octets(arena, value).address());
      checked(call(MAP_UPDATE_ELEM, attr), "BPF_MAP_UPDATE_ELEM", "the map of addresses");
    }
  }

  /** Removes an element, if it is there. */
  static void delete(int map, byte[] key) {
    try (Arena arena = Arena.ofConfined()) {
      int result = call(MAP_DELETE_ELEM, element(arena, map, key));
      if (result != -Errno.ENOENT) {
        checked(result, "BPF_MAP_DELETE_ELEM", "the map of addresses");
      }
    }
  }

  private static MemorySegment element(Arena arena, int map, byte[] key) {
    MemorySegment attr = arena.allocate(ATTRIBUTES, Long.BYTES);
    attr.set(ValueLayout.JAVA_INT, 0, map);
    attr.set(ValueLayout.JAVA_LONG, 8, octets(arena, key).address());
    return attr;
  }

  /** A program for {@code connect()} of IPv6 sockets. */
  static int loadConnectProgram(BpfProgram program) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attr = arena.allocate(ATTRIBUTES, Long.BYTES);
      MemorySegment log = arena.allocate(LOG);
      attr.set(ValueLayout.JAVA_INT, 0, CGROUP_SOCK_ADDR);
      attr.set(ValueLayout.JAVA_INT, 4, program.length());
      attr.set(ValueLayout.JAVA_LONG, 8, octets(arena, program.toBytes()).address());
      attr.set(ValueLayout.JAVA_LONG, 16, arena.allocateFrom("Apache-2.0").address());
      attr.set(ValueLayout.JAVA_INT, 24, 1);
      attr.set(ValueLayout.JAVA_INT, 28, LOG);
      attr.set(ValueLayout.JAVA_LONG, 32, log.address());
      attr.set(ValueLayout.JAVA_INT, 68, CGROUP_INET6_CONNECT);
      int result = call(PROG_LOAD, attr);
      return checked(result, "BPF_PROG_LOAD", "program: " + log.getString(0).strip());
    }
  }

  /** Lets a program run for all processes in a cgroup and below, until the link is closed. */
  static int link(int program, int cgroup, String name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attr = arena.allocate(ATTRIBUTES, Long.BYTES);
      attr.set(ValueLayout.JAVA_INT, 0, program);
      attr.set(ValueLayout.JAVA_INT, 4, cgroup);
      attr.set(ValueLayout.JAVA_INT, 8, CGROUP_INET6_CONNECT);
      return checked(call(LINK_CREATE, attr), "BPF_LINK_CREATE", "cgroup " + name);
    }
  }

  /** Puts another program in the place of the one that a link has, without a gap. */
  static void relink(int link, int program) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attr = arena.allocate(ATTRIBUTES, Long.BYTES);
      attr.set(ValueLayout.JAVA_INT, 0, link);
      attr.set(ValueLayout.JAVA_INT, 4, program);
      checked(call(LINK_UPDATE, attr), "BPF_LINK_UPDATE", "the link");
    }
  }

  private static MemorySegment octets(Arena arena, byte[] octets) {
    return arena.allocateFrom(ValueLayout.JAVA_BYTE, octets);
  }

  private static int call(int command, MemorySegment attr) {
    return Libc.syscall(NUMBER, command, attr.address(), attr.byteSize());
  }

  private static int checked(int result, String command, String object) {
    if (result < 0) {
      String hint =
          result == -Errno.EPERM
              ? "Needs CAP_BPF and CAP_NET_ADMIN outside of a user namespace: run as root."
              : Errno.usualRemedy(result);
      throw new LinuxException("bpf(" + command + ")", result, object, hint);
    }
    return result;
  }
}

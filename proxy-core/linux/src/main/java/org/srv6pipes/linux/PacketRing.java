package org.srv6pipes.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;
import org.srv6pipes.linux.SocketOptions.Option;

/**
 * Copies of what passes through one network interface, both ways, from the network header on: a
 * packet(7) socket with memory that the kernel fills. Needs CAP_NET_RAW.
 *
 * <p>The kernel copies when a packet passes. A plain packet socket copies when it is read, and
 * shows what became of the packet meanwhile: {@code End} of seg6local, for one, changes the
 * segments in place.
 *
 * <p>For one thread at a time.
 *
 * <pre>
 * struct tpacket2_hdr {                        linux/if_packet.h
 *   u32 tp_status; u32 tp_len;                 at 0, 4
 *   u32 tp_snaplen; u16 tp_mac; u16 tp_net;    at 8, 12, 14
 *   …
 * }
 * </pre>
 */
public final class PacketRing implements AutoCloseable {
  /** TPACKET_V2 of linux/if_packet.h. */
  private static final int TPACKET_V2 = 1;

  private static final int STATUS = 0;
  private static final int SNAPLEN = 8;
  private static final int NET = 14;

  /** TP_STATUS_KERNEL and TP_STATUS_USER: whose turn it is. */
  private static final int KERNEL = 0;

  private static final int USER = 1;

  /** A power of two; behind the header there is room for 4016 bytes of a packet. */
  private static final int FRAME = 4096;

  private static final int FRAMES = 4096;
  private static final int BLOCK = 1 << 16;
  private static final long SIZE = (long) FRAME * FRAMES;

  /** MAP_SHARED of asm-generic/mman-common.h. */
  private static final int MAP_SHARED = 1;

  private static final VarHandle STATUS_OF = ValueLayout.JAVA_INT.varHandle();

  private final int socket;
  private final MemorySegment ring;
  private int next;

  private PacketRing(int socket, MemorySegment ring) {
    this.socket = socket;
    this.ring = ring;
  }

  /**
   * Begins to copy.
   *
   * @param index of an interface in the calling thread's network namespace
   */
  public static PacketRing listen(int index) {
    int socket = PacketSocket.open(index, PacketSocket.WITHOUT_LINK_HEADER);
    try {
      PacketRing ring = new PacketRing(socket, map(socket, index));
      PacketSocket.bind(socket, index);
      return ring;
    } catch (LinuxException e) {
      TcpSocket.close(socket);
      throw e;
    }
  }

  private static MemorySegment map(int socket, int index) {
    SocketOptions.setInt(socket, Option.PACKET_VERSION, TPACKET_V2);
    SocketOptions.set(socket, Option.PACKET_RX_RING, putRequest(), 16);
    long address = Libc.mmap(SIZE, MAP_SHARED, socket);
    if (address < 0 && address > -4096) {
      throw new LinuxException("mmap", (int) address, "interface " + index);
    }
    return MemorySegment.ofAddress(address).reinterpret(SIZE);
  }

  /** struct tpacket_req { unsigned tp_block_size, tp_block_nr, tp_frame_size, tp_frame_nr; } */
  private static long putRequest() {
    MemorySegment value = Scratch.mine().value;
    value.set(ValueLayout.JAVA_INT, 0, BLOCK);
    value.set(ValueLayout.JAVA_INT, 4, (int) (SIZE / BLOCK));
    value.set(ValueLayout.JAVA_INT, 8, FRAME);
    value.set(ValueLayout.JAVA_INT, 12, FRAMES);
    return value.address();
  }

  /** Waits until there is something to receive; false when time is up. */
  public boolean await(Duration timeout) {
    return Poll.await(socket, Poll.READABLE, timeout) != 0;
  }

  /**
   * Hands over everything that has passed, without waiting; of each packet the first 4016 bytes.
   *
   * @param handler must not keep the buffer, which is used again
   */
  public void receive(Consumer<ByteBuffer> handler) {
    while (((int) STATUS_OF.getAcquire(ring, start() + STATUS) & USER) != 0) {
      int length = ring.get(ValueLayout.JAVA_INT, start() + SNAPLEN);
      long packet = start() + ring.get(ValueLayout.JAVA_SHORT, start() + NET);
      handler.accept(ring.asSlice(packet, length).asByteBuffer());
      STATUS_OF.setRelease(ring, start() + STATUS, KERNEL);
      next = (next + 1) % FRAMES;
    }
  }

  private long start() {
    return (long) next * FRAME;
  }

  /** How many packets passed that found no room, since this was asked last. */
  public long takeMissed() {
    // struct tpacket_stats { unsigned tp_packets, tp_drops; }, which reading sets back to 0
    MemorySegment statistics = SocketOptions.get(socket, Option.PACKET_STATISTICS, 8);
    return Integer.toUnsignedLong(statistics.get(ValueLayout.JAVA_INT, 4));
  }

  @Override
  public void close() {
    Libc.munmap(ring.address(), SIZE);
    TcpSocket.close(socket);
  }
}

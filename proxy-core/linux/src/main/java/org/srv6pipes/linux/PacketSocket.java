package org.srv6pipes.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.function.Consumer;
import org.srv6pipes.linux.SocketOptions.Option;

/**
 * Takes the frames that come in at one network interface, and sends others through it: a packet(7)
 * socket. Needs CAP_NET_RAW.
 *
 * <p>One thread may receive while another one sends.
 */
public final class PacketSocket implements AutoCloseable {
  /** AF_PACKET and SOL_PACKET are in linux/socket.h, ETH_P_ALL in linux/if_ether.h. */
  private static final short AF_PACKET = 17;

  private static final int ETH_P_ALL = 3;

  /** SOCK_DGRAM and SOCK_RAW of bits/socket_type.h: without and with the header of the link. */
  static final int WITHOUT_LINK_HEADER = 2;

  private static final int WITH_LINK_HEADER = 3;

  /** What {@code struct sockaddr_ll} of linux/if_packet.h takes. */
  private static final int ADDRESS_SIZE = 20;

  private static final int PACKETS_AT_ONCE = 32;

  private final int socket;
  private final DatagramBatch received;
  private final NativeBuffer outgoing;

  private PacketSocket(int socket, int longest) {
    this.socket = socket;
    this.received = new DatagramBatch(PACKETS_AT_ONCE, longest);
    this.outgoing = NativeBuffer.allocate(longest);
  }

  /**
   * Begins to take frames; those that we or others send are not among them.
   *
   * @param index of an interface in the calling thread's network namespace
   * @param longest frames are cut off behind so many bytes
   * @param room bytes that the kernel is to keep for us when we are slow; who is not root of the
   *     machine may get less
   */
  public static PacketSocket exchange(int index, int longest, int room) {
    int socket = open(index, WITH_LINK_HEADER);
    try {
      SocketOptions.setInt(socket, Option.PACKET_IGNORE_OUTGOING, 1);
      SocketOptions.largestReceiveBuffer(socket, room);
      bind(socket, index);
      return new PacketSocket(socket, longest);
    } catch (LinuxException e) {
      TcpSocket.close(socket);
      throw e;
    }
  }

  /** A packet socket that receives nothing until it is bound. */
  static int open(int index, int type) {
    int flags = TcpSocket.SOCK_NONBLOCK | TcpSocket.SOCK_CLOEXEC;
    int socket = Libc.socket(AF_PACKET, type | flags, 0);
    if (socket < 0) {
      throw new LinuxException("socket(AF_PACKET)", socket, "interface " + index);
    }
    return socket;
  }

  static void bind(int socket, int index) {
    int bound = Libc.bind(socket, putAddress(index), ADDRESS_SIZE);
    if (bound < 0) {
      throw new LinuxException("bind", bound, "interface " + index);
    }
  }

  /**
   *
   *
   * <pre>
   * struct sockaddr_ll {           linux/if_packet.h
   *   u16  sll_family;             at 0
   *   be16 sll_protocol;           at 2
   *   int  sll_ifindex;            at 4
   *   u16  sll_hatype; u8 sll_pkttype, sll_halen, sll_addr[8];
   * }
   * </pre>
   */
  private static long putAddress(int index) {
    MemorySegment value = Scratch.mine().value;
    value.asSlice(0, ADDRESS_SIZE).fill((byte) 0);
    value.set(ValueLayout.JAVA_SHORT, 0, AF_PACKET);
    value.set(ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN), 2, (short) ETH_P_ALL);
    value.set(ValueLayout.JAVA_INT, 4, index);
    return value.address();
  }

  /** Waits until there is something to receive; false when time is up. */
  public boolean await(Duration timeout) {
    return Poll.await(socket, Poll.READABLE, timeout) != 0;
  }

  /**
   * Hands over what has come, without waiting.
   *
   * @param handler must not keep the buffer, which is used again
   * @return how many packets there were, at most 32 in one call
   */
  public int receive(Consumer<ByteBuffer> handler) {
    int count = received.receive(socket, PACKETS_AT_ONCE);
    for (int i = 0; i < count; i++) {
      handler.accept(received.buffer().slice(received.start(i), received.length(i)));
    }
    return Math.max(count, 0);
  }

  /**
   * Sends one frame, without waiting. What the interface cannot take now is lost, as on a wire.
   *
   * @return 0 or a negated errno
   */
  public int send(ByteBuffer frame) {
    int length = frame.remaining();
    outgoing.view().put(frame.duplicate());
    return Math.min(Libc.write(socket, outgoing.address(), length), 0);
  }

  @Override
  public void close() {
    TcpSocket.close(socket);
    received.close();
    outgoing.close();
  }
}

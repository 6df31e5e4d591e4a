package org.srv6pipes.linux;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.StampedLock;

/**
 * A packet queue that firewall rules fill ({@code -j NFQUEUE --queue-num N}) and whose packets wait
 * in the kernel until their verdict. See linux/netfilter/nfnetlink_queue.h.
 *
 * <p>One thread drains and closes it. Verdicts may come from any thread and at any time; after
 * {@link #close} they do nothing, since the kernel has dropped the waiting packets then.
 *
 * <p>Overload does not show as an error here: what the kernel could not hand over it drops, or
 * accepts if the queue fails open, and {@link NfQueueCounters} tells how much that was.
 */
public final class NfQueue implements AutoCloseable {
  /** Message types of NFNL_SUBSYS_QUEUE (3, in the upper byte). */
  private static final int MSG_PACKET = 0x300;

  private static final int MSG_CONFIG = 0x302;

  /** NFQA_CFG_CMD, NFQA_CFG_PARAMS, NFQA_CFG_QUEUE_MAXLEN, NFQA_CFG_MASK and NFQA_CFG_FLAGS. */
  private static final int CFG_CMD = 1;

  private static final int CFG_PARAMS = 2;
  private static final int CFG_QUEUE_MAXLEN = 3;
  private static final int CFG_MASK = 4;
  private static final int CFG_FLAGS = 5;

  /**
   * NFQA_PACKET_HDR, NFQA_MARK, NFQA_IFINDEX_INDEV, NFQA_PAYLOAD, NFQA_CAP_LEN and NFQA_SKB_INFO.
   */
  private static final int PACKET_HDR = 1;

  private static final int MARK = 3;
  private static final int IFINDEX_INDEV = 5;
  private static final int PAYLOAD = 10;
  private static final int CAP_LEN = 13;
  private static final int SKB_INFO = 14;

  /** NFQA_CFG_F_FAIL_OPEN and NFQA_CFG_F_GSO. */
  private static final int FLAG_FAIL_OPEN = 1;

  private static final int FLAG_GSO = 4;

  /** struct nlmsghdr and struct nfgenmsg (linux/netfilter/nfnetlink.h). */
  private static final int HEADERS = NetlinkMessage.HEADER + 4;

  private static final int BATCH = 32;

  /** What the attributes of one packet take besides its payload, generously. */
  private static final int ATTRIBUTES = 512;

  /**
   * What a message costs in the socket's buffer besides its bytes; the kernel doubles the sum by
   * itself.
   */
  private static final int OVERHEAD = 1024;

  private final int number;
  private final NetlinkSocket socket;
  private final DatagramBatch batch;
  private final NetlinkAttributes attributes;
  private final ByteBuffer payload;
  private final LongAdder lateVerdicts = new LongAdder();
  private final StampedLock lifetime = new StampedLock();
  private boolean closed;
  private int filled;
  private int next;

  private NfQueue(int number, NetlinkSocket socket, NfQueueOptions options) {
    this.number = number;
    this.socket = socket;
    this.batch = new DatagramBatch(BATCH, (options.copyRange() + ATTRIBUTES + 63) & ~63);
    this.attributes = new NetlinkAttributes(batch.buffer());
    this.payload = batch.buffer().duplicate();
  }

  /**
   * Binds a queue in the network namespace of the calling thread. Needs CAP_NET_ADMIN.
   *
   * @param number 0 to 65535
   * @throws LinuxException when another process has it, with that process's netlink port in the
   *     message
   */
  public static NfQueue open(int number, NfQueueOptions options) {
    NetlinkSocket socket = NetlinkSocket.open(NetlinkSocket.NETFILTER, "NFQUEUE " + number);
    try {
      enlargeReceiveBuffer(socket.descriptor(), options);
      SocketOptions.setInt(socket.descriptor(), SocketOptions.Option.NETLINK_NO_ENOBUFS, 1);
      bind(number, socket, options);
      return new NfQueue(number, socket, options);
    } catch (RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * So that the queue's own length is what bounds it; without rights on the whole machine, as far
   * as rmem_max allows.
   */
  private static void enlargeReceiveBuffer(int descriptor, NfQueueOptions options) {
    long one = (long) options.copyRange() + ATTRIBUTES + OVERHEAD;
    int bytes = (int) Math.min(options.length() * one, Integer.MAX_VALUE / 2);
    SocketOptions.largestReceiveBuffer(descriptor, bytes);
  }

  private static void bind(int number, NetlinkSocket socket, NfQueueOptions options) {
    try (NativeBuffer memory = NativeBuffer.allocate(256)) {
      NetlinkMessage message = new NetlinkMessage(memory);
      config(message, number, NetlinkMessage.ACKNOWLEDGE)
          // struct nfqnl_msg_config_cmd { u8 command, here NFQNL_CFG_CMD_BIND; u8 pad; be16 pf; }
          .attribute(CFG_CMD, new byte[] {1, 0, 0, 0})
          .attributeNetworkInt(CFG_QUEUE_MAXLEN, options.length())
          .attributeNetworkInt(CFG_MASK, FLAG_FAIL_OPEN | FLAG_GSO)
          .attributeNetworkInt(CFG_FLAGS, flags(options));
      int result = socket.exchange(message, (_, _) -> {});
      if (result < 0) {
        throw new LinuxException("bind", result, "NFQUEUE " + number, remedy(number, result));
      }
      // Packets come from here on, so that no acknowledgement could be told from them.
      config(message, number, 0).attribute(CFG_PARAMS, copyPackets(options.copyRange()));
      socket.send(message);
    }
  }

  private static NetlinkMessage config(NetlinkMessage message, int number, int flags) {
    // struct nfgenmsg { u8 family; u8 version; be16 res_id; }
    return message.begin(MSG_CONFIG, flags).putShort(0).putNetworkShort(number);
  }

  private static int flags(NfQueueOptions options) {
    return (options.failOpen() ? FLAG_FAIL_OPEN : 0) | (options.unsegmented() ? FLAG_GSO : 0);
  }

  /**
   * struct nfqnl_msg_config_params { be32 copy_range; u8 copy_mode, here NFQNL_COPY_PACKET; }
   * without padding.
   */
  private static byte[] copyPackets(int range) {
    return ByteBuffer.allocate(5).putInt(range).put((byte) 2).array();
  }

  private static String remedy(int number, int errno) {
    return switch (-errno) {
      case Errno.EPERM, Errno.EBUSY ->
          Capabilities.ofThisThread().has(Capability.CAP_NET_ADMIN)
              ? takenBy(number)
              : Errno.usualRemedy(errno);
      case Errno.EINVAL, Errno.EOPNOTSUPP ->
          "This kernel lacks packet queues (CONFIG_NETFILTER_NETLINK_QUEUE): 'modprobe"
              + " nfnetlink_queue', or take another kernel.";
      default -> Errno.usualRemedy(errno);
    };
  }

  private static String takenBy(int number) {
    String owner =
        NfQueueCounters.of(number)
            .map(counters -> " (netlink port " + counters.owner() + ", usually its process id)")
            .orElse("");
    return "Another process has it" + owner + ": stop that one or choose another queue number.";
  }

  public int number() {
    return number;
  }

  /** Accepts from now on what finds the queue full, or drops it. */
  public void failOpen(boolean open) {
    long stamp = lifetime.readLock();
    try (NativeBuffer memory = NativeBuffer.allocate(256)) {
      if (!closed) {
        NetlinkMessage message = new NetlinkMessage(memory);
        config(message, number, 0)
            .attributeNetworkInt(CFG_MASK, FLAG_FAIL_OPEN)
            .attributeNetworkInt(CFG_FLAGS, open ? FLAG_FAIL_OPEN : 0);
        socket.send(message);
      }
    } finally {
      lifetime.unlockRead(stamp);
    }
  }

  /** Readable when packets wait. */
  public int descriptor() {
    return socket.descriptor();
  }

  /**
   * Hands the waiting packets over, without blocking.
   *
   * <p>When the handler throws, the packet at hand keeps waiting for its verdict; packets behind it
   * may have been read already, so that {@link #descriptor} does not announce them, and the next
   * call begins with those.
   *
   * @param most to hand over, so that a flood does not hold the caller
   * @return how many there were; fewer than {@code most} means that none waits any more
   */
  public int drain(PacketHandler handler, int most) {
    int handled = 0;
    boolean mayHoldMore = true;
    while (handled < most) {
      if (next < filled) {
        handled += handOver(next++, handler);
      } else if (mayHoldMore) {
        int wanted = Math.min(most - handled, BATCH);
        mayHoldMore = receive(wanted) == wanted;
      } else {
        break;
      }
    }
    return handled;
  }

  private int receive(int wanted) {
    int received = batch.receive(socket.descriptor(), wanted);
    if (received < 0 && received != -Errno.EAGAIN && received != -Errno.EINTR) {
      throw new LinuxException("recvmmsg", received, "NFQUEUE " + number);
    }
    next = 0;
    filled = Math.max(received, 0);
    return filled;
  }

  /** The kernel sends one message in each datagram. @return how many packets that were, 0 or 1 */
  private int handOver(int index, PacketHandler handler) {
    ByteBuffer message = batch.buffer();
    int start = batch.start(index);
    int end = start + Math.min(batch.length(index), message.getInt(start));
    int type = message.getShort(start + 4);
    if (type == MSG_PACKET) {
      handOver(start, end, handler);
      return 1;
    }
    if (type == NetlinkSocket.ERROR) {
      lateVerdicts.increment();
    }
    return 0;
  }

  private void handOver(int start, int end, PacketHandler handler) {
    int packetId = 0;
    int ingress = 0;
    int mark = 0;
    int flags = 0;
    payload.limit(start).position(start);
    attributes.over(start + HEADERS, end);
    while (attributes.next()) {
      switch (attributes.type()) {
        case PACKET_HDR -> packetId = attributes.getNetworkInt();
        case MARK -> mark = attributes.getNetworkInt();
        case IFINDEX_INDEV -> ingress = attributes.getNetworkInt();
        case CAP_LEN -> flags |= PacketHandler.TRUNCATED;
        case SKB_INFO -> flags |= attributes.getNetworkInt();
        case PAYLOAD -> {
          int from = attributes.position();
          payload.limit(from + attributes.length()).position(from);
        }
        default -> {}
      }
    }
    handler.packet(packetId, ingress, mark, payload, flags);
  }

  /** Decides one packet and leaves its mark alone. */
  public void verdict(int packetId, Verdict verdict) {
    MemorySegment message = Scratch.mine().value;
    send(
        message.address(),
        VerdictMessage.put(message, 0, number, VerdictMessage.ONE, packetId, verdict));
  }

  /** Decides one packet and sets the mark that the rules behind the queue see. */
  public void verdict(int packetId, Verdict verdict, int mark) {
    MemorySegment message = Scratch.mine().value;
    send(
        message.address(),
        VerdictMessage.put(message, 0, number, VerdictMessage.ONE, packetId, verdict, mark));
  }

  /**
   * Lets another packet go on in the place of one that waits, with a mark.
   *
   * @param packet a whole IPv6 packet with right checksums, of headers alone
   */
  public void replace(int packetId, byte[] packet, int mark) {
    MemorySegment message = Scratch.mine().value;
    send(
        message.address(),
        VerdictMessage.put(message, 0, number, packetId, Verdict.ACCEPT, mark, packet));
  }

  /**
   * Decides every packet that still waits up to and including {@code packetId}, in order, and
   * leaves their marks alone.
   */
  public void verdictUpTo(int packetId, Verdict verdict) {
    MemorySegment message = Scratch.mine().value;
    send(
        message.address(),
        VerdictMessage.put(message, 0, number, VerdictMessage.UP_TO, packetId, verdict));
  }

  /** How many verdicts came for packets that no longer waited, counted while draining. */
  public long lateVerdicts() {
    return lateVerdicts.sum();
  }

  /**
   * Unless closed: the kernel carries verdicts out, the packets' further way included, before this
   * returns.
   */
  private void send(long address, int length) {
    long stamp = lifetime.readLock();
    try {
      int result = closed ? length : Libc.write(socket.descriptor(), address, length);
      if (result < 0) {
        throw new LinuxException("verdict", result, "NFQUEUE " + number);
      }
    } finally {
      lifetime.unlockRead(stamp);
    }
  }

  /** Unbinds; the kernel drops what still waits. Closing again does nothing. */
  @Override
  public void close() {
    long stamp = lifetime.writeLock();
    try {
      if (!closed) {
        closed = true;
        socket.close();
        batch.close();
      }
    } finally {
      lifetime.unlockWrite(stamp);
    }
  }
}

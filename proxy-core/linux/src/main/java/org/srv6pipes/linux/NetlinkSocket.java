package org.srv6pipes.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/**
 * A non-blocking netlink socket in the network namespace of the thread that opened it, and one
 * exchange of request and answers at a time on it.
 */
final class NetlinkSocket implements AutoCloseable {
  /** NETLINK_ROUTE, NETLINK_SOCK_DIAG and NETLINK_NETFILTER of linux/netlink.h. */
  static final int ROUTE = 0;

  static final int SOCK_DIAG = 4;
  static final int NETFILTER = 12;

  /** AF_NETLINK of linux/socket.h and SOCK_RAW of bits/socket_type.h. */
  private static final int AF_NETLINK = 16;

  private static final int SOCK_RAW = 3;

  /** NLMSG_ERROR and NLMSG_DONE of linux/netlink.h. */
  static final int ERROR = 2;

  private static final int DONE = 3;

  /** NLM_F_DUMP_INTR and NLM_F_ACK_TLVS of linux/netlink.h. */
  private static final int DUMP_INTERRUPTED = 0x10;

  private static final int ACK_TLVS = 0x200;

  /** NLMSGERR_ATTR_MSG of linux/netlink.h. */
  private static final int ERROR_TEXT = 1;

  /** Neither acknowledged nor refused yet. */
  private static final int UNDECIDED = 1;

  /**
   * Enough for one part of a dump, which the kernel cuts to what the reader offers, 32 KiB at most.
   */
  private static final int ROOM = 1 << 15;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Takes the messages that answer a request, one at a time. */
  interface Answers {
    /**
     * @param body what follows the netlink header, in native order, valid during this call
     */
    void take(int type, ByteBuffer body);
  }

  private final int descriptor;
  private final String object;
  private final NativeBuffer memory = NativeBuffer.allocate(ROOM);
  private final ByteBuffer incoming = memory.view().order(ByteOrder.nativeOrder());
  private int sequence;
  private boolean closed;
  private boolean interrupted;
  private String kernelSays = "";

  private NetlinkSocket(int descriptor, String object) {
    this.descriptor = descriptor;
    this.object = object;
  }

  /**
   * @param protocol one of {@link #ROUTE}, {@link #SOCK_DIAG}, {@link #NETFILTER}
   * @param object what failures name
   */
  static NetlinkSocket open(int protocol, String object) {
    int type = SOCK_RAW | TcpSocket.SOCK_NONBLOCK | TcpSocket.SOCK_CLOEXEC;
    int descriptor = Libc.socket(AF_NETLINK, type, protocol);
    if (descriptor < 0) {
      throw new LinuxException("socket(AF_NETLINK)", descriptor, object);
    }
    NetlinkSocket socket = new NetlinkSocket(descriptor, object);
    try {
      socket.prepare();
      return socket;
    } catch (LinuxException e) {
      socket.close();
      throw e;
    }
  }

  private void prepare() {
    Scratch scratch = Scratch.mine();
    int result =
        Libc.bind(descriptor, scratch.putNetlinkAddress(AF_NETLINK), Scratch.NETLINK_ADDRESS_SIZE);
    if (result < 0) {
      throw new LinuxException("bind(AF_NETLINK)", result, object);
    }
    SocketOptions.setInt(descriptor, SocketOptions.Option.NETLINK_CAP_ACK, 1);
    SocketOptions.setInt(descriptor, SocketOptions.Option.NETLINK_EXT_ACK, 1);
    SocketOptions.setInt(descriptor, SocketOptions.Option.NETLINK_GET_STRICT_CHK, 1);
  }

  int descriptor() {
    return descriptor;
  }

  /** From now on also receives what the kernel tells this multicast group. */
  void join(int group) {
    SocketOptions.setInt(descriptor, SocketOptions.Option.NETLINK_ADD_MEMBERSHIP, group);
  }

  /**
   * Sends a request and hands over its answers until the kernel acknowledges it.
   *
   * @param request with NLM_F_ACK or NLM_F_DUMP among its flags, so that there is an end
   * @return 0 or a negated errno
   */
  int exchange(NetlinkMessage request, Answers answers) {
    sequence++;
    interrupted = false;
    kernelSays = "";
    int outcome = Libc.write(descriptor, request.address(), request.finish(sequence));
    while (outcome > 0) {
      int length = receive();
      outcome = length < 0 ? length : handOverAnswers(length, answers);
    }
    return outcome;
  }

  /** An exchange without answers where every refusal is a failure. */
  void request(String call, NetlinkMessage request, String object) {
    int outcome = exchange(request, (_, _) -> {});
    if (outcome < 0) {
      throw failure(call, outcome, object);
    }
  }

  /** Sends a request that the kernel is not to acknowledge. */
  void send(NetlinkMessage request) {
    int outcome = Libc.write(descriptor, request.address(), request.finish(++sequence));
    if (outcome < 0) {
      throw new LinuxException("send", outcome, object);
    }
  }

  /** Whether the last dump mixes an older with a newer state. */
  boolean wasInterrupted() {
    return interrupted;
  }

  /**
   * The exception for a refusal by the last exchange: the kernel's own words, where it gave some,
   * say best what is wrong.
   */
  LinuxException failure(String call, int errno, String object) {
    String hint =
        kernelSays.isEmpty() ? Errno.usualRemedy(errno) : "The kernel says: " + kernelSays;
    return new LinuxException(call, errno, object, hint);
  }

  /**
   * Hands over the messages of the next datagram that waits, whatever they answer.
   *
   * @return the datagram's length, or a negated errno, such as {@code -EAGAIN} when none waits
   */
  int tryReceive(Answers messages) {
    int length = Libc.read(descriptor, memory.address(), ROOM);
    for (int at = 0; hasMessage(at, length); at = behind(at)) {
      handOver(at, messages);
    }
    return length;
  }

  private int receive() {
    while (true) {
      int length = Libc.read(descriptor, memory.address(), ROOM);
      if (length != -Errno.EAGAIN || Poll.await(descriptor, Poll.READABLE, PATIENCE) == 0) {
        return length;
      }
    }
  }

  /**
   * @return the outcome of the exchange under way, if it stands in this datagram
   */
  private int handOverAnswers(int length, Answers answers) {
    int outcome = UNDECIDED;
    for (int at = 0; outcome == UNDECIDED && hasMessage(at, length); at = behind(at)) {
      if (incoming.getInt(at + 8) == sequence) {
        outcome = handOver(at, answers);
      }
    }
    return outcome;
  }

  private boolean hasMessage(int at, int length) {
    return length - at >= NetlinkMessage.HEADER
        && incoming.getInt(at) >= NetlinkMessage.HEADER
        && incoming.getInt(at) <= length - at;
  }

  private int behind(int at) {
    return at + ((incoming.getInt(at) + 3) & ~3);
  }

  private int handOver(int at, Answers answers) {
    interrupted |= (incoming.getShort(at + 6) & DUMP_INTERRUPTED) != 0;
    int body = at + NetlinkMessage.HEADER;
    int length = incoming.getInt(at) - NetlinkMessage.HEADER;
    int type = incoming.getShort(at + 4);
    return switch (type) {
      case ERROR -> acknowledgement(at, body + length);
      case DONE -> length < Integer.BYTES ? 0 : incoming.getInt(body);
      default -> {
        answers.take(type, incoming.slice(body, length).order(ByteOrder.nativeOrder()));
        yield UNDECIDED;
      }
    };
  }

  /**
   * struct nlmsgerr { int error; struct nlmsghdr msg; }, then attributes, since NETLINK_CAP_ACK
   * leaves the rest out
   */
  private int acknowledgement(int at, int end) {
    int error = at + NetlinkMessage.HEADER;
    if ((incoming.getShort(at + 6) & ACK_TLVS) != 0) {
      rememberText(error + Integer.BYTES + NetlinkMessage.HEADER, end);
    }
    return incoming.getInt(error);
  }

  private void rememberText(int from, int to) {
    NetlinkAttributes attributes = new NetlinkAttributes(incoming).over(from, to);
    while (attributes.next()) {
      if (attributes.type() == ERROR_TEXT) {
        kernelSays = attributes.getText();
      }
    }
  }

  /** Closing again does nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      TcpSocket.close(descriptor);
      memory.close();
    }
  }
}

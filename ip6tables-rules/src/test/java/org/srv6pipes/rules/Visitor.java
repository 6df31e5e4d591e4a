package org.srv6pipes.rules;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.srv6pipes.linux.Errno;
import org.srv6pipes.linux.Namespaces;
import org.srv6pipes.linux.NativeBuffer;
import org.srv6pipes.linux.Poll;
import org.srv6pipes.linux.SocketOptions;
import org.srv6pipes.linux.TcpSocket;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Srh;

/** Somebody on another host, or on the middlebox itself, who wants to reach port 8000 somewhere. */
record Visitor(Path network, Duration patience) {
  private static final Duration PATIENT = Duration.ofSeconds(5);
  private static final Duration HURRIED = Duration.ofMillis(250);
  private static final int LONGEST_GREETING = 100;

  static final Visitor OUTSIDE = new Visitor(ThreeHosts.CLIENT_NETWORK, PATIENT);
  static final Visitor ON_THE_MIDDLEBOX = new Visitor(Path.of("/proc/self/ns/net"), PATIENT);

  /** One who gives up soon. */
  Visitor inAHurry() {
    return new Visitor(network, HURRIED);
  }

  /** Connects along a segment list; answers what the other end said, or why there was nobody. */
  String connect(String server, String... sids) {
    return connectWithMark(0, server, sids);
  }

  /** Connects with a mark on each packet, which takes CAP_NET_ADMIN. */
  String connectWithMark(int mark, String server, String... sids) {
    List<Ipv6Address> segments =
        Stream.concat(Stream.of(sids), Stream.of("::")).map(Ipv6Address::parse).toList();
    byte[] header =
        sids.length == 0 ? new byte[0] : Srh.of(sids.length, segments.reversed()).toBytes();
    return inItsNetwork(() -> connect(server, mark, header));
  }

  /** Connects to a SID with an SRH whose segments are all used up. */
  String connectWithUsedUpHeader(String sid) {
    Ipv6Address address = Ipv6Address.parse(sid);
    byte[] header = Srh.of(0, List.of(address, address)).toBytes();
    return inItsNetwork(() -> connect(sid, 0, header));
  }

  private String inItsNetwork(Callable<String> visit) {
    try {
      return Namespaces.inNetwork(network, visit);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private String connect(String server, int mark, byte[] routingHeader) {
    int socket = TcpSocket.open();
    try {
      SocketOptions.mark(socket, mark);
      if (routingHeader.length > 0) {
        SocketOptions.routingHeader(socket, routingHeader);
      }
      Ipv6Address address = Ipv6Address.parse(server);
      TcpSocket.connect(socket, address.high(), address.low(), OpenService.PORT);
      boolean done = Poll.await(socket, Poll.WRITABLE, patience) != 0;
      int error = TcpSocket.takeError(socket);
      return !done ? "nobody" : error == 0 ? greeting(socket) : Errno.name(error);
    } finally {
      TcpSocket.close(socket);
    }
  }

  private String greeting(int socket) {
    Poll.await(socket, Poll.READABLE, patience);
    try (NativeBuffer memory = NativeBuffer.allocate(LONGEST_GREETING)) {
      int length = TcpSocket.read(socket, memory.address(), LONGEST_GREETING);
      byte[] bytes = new byte[Math.max(length, 0)];
      ByteBuffer view = memory.view();
      view.get(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}

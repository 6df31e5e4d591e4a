package org.srv6pipes.endhost.server;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.srv6pipes.lab.Host;
import org.srv6pipes.linux.Errno;
import org.srv6pipes.linux.NativeBuffer;
import org.srv6pipes.linux.Poll;
import org.srv6pipes.linux.SocketAddress6;
import org.srv6pipes.linux.SocketOptions;
import org.srv6pipes.linux.TcpSocket;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.ReturnPathTlv;
import org.srv6pipes.wire.Srh;

/**
 * The server's side of the last proxy: a socket whose packets have the SRH that such a proxy sends,
 * with no segment left and the return path in its TLV.
 */
final class SegmentClient implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int ROOM = 1 << 16;

  private final int socket;
  private final NativeBuffer memory = NativeBuffer.allocate(ROOM);

  private SegmentClient(int socket) {
    this.socket = socket;
  }

  /** Connects, and fails if that takes longer than 20 s. */
  static SegmentClient connect(Host host, Ipv6Address server, int port, List<Ipv6Address> path) {
    SegmentClient client = begin(host, server, port, path);
    int error = client.outcome(PATIENCE);
    if (error != 0) {
      client.close();
      throw new AssertionError("connect: " + Errno.name(error));
    }
    return client;
  }

  /**
   * Sends a SYN.
   *
   * @param path the SIDs in the order in which the SYN has passed the proxies
   */
  static SegmentClient begin(Host host, Ipv6Address server, int port, List<Ipv6Address> path) {
    List<Ipv6Address> entries = Stream.concat(Stream.of(host.address()), path.stream()).toList();
    ReturnPathTlv tlv = new ReturnPathTlv(6, path.size(), entries);
    return begin(host, server, port, Srh.of(0, List.of(server), tlv));
  }

  /** Sends a SYN with a header of the test's own. */
  static SegmentClient begin(Host host, Ipv6Address server, int port, Srh header) {
    return host.call(
        () -> {
          int socket = TcpSocket.open();
          SocketOptions.routingHeader(socket, header.toBytes());
          TcpSocket.connect(socket, server.high(), server.low(), port);
          return new SegmentClient(socket);
        });
  }

  /** 0 once connected, an error number once refused, EINPROGRESS when the time is up. */
  int outcome(Duration patience) {
    int events = Poll.await(socket, Poll.WRITABLE, patience);
    return events == 0 ? Errno.EINPROGRESS : TcpSocket.takeError(socket);
  }

  int localPort() {
    SocketAddress6 address = new SocketAddress6();
    TcpSocket.localName(socket, address);
    return address.port();
  }

  /** Says something and hears the same. */
  void echo(int octets) {
    byte[] said = new byte[octets];
    new Random(octets).nextBytes(said);
    say(said);
    byte[] heard = hear(octets);
    if (!Arrays.equals(said, heard)) {
      throw new AssertionError("the echo of " + octets + " octets was another one");
    }
  }

  private void say(byte[] octets) {
    int done = 0;
    while (done < octets.length) {
      int part = Math.min(ROOM, octets.length - done);
      memory.view().put(octets, done, part);
      int written = TcpSocket.write(socket, memory.address(), part);
      if (written == -Errno.EAGAIN) {
        await(Poll.WRITABLE);
      } else {
        done += check("write", written);
      }
    }
  }

  /** Exactly so many octets. */
  byte[] hear(int octets) {
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    while (heard.size() < octets) {
      int read = TcpSocket.read(socket, memory.address(), Math.min(ROOM, octets - heard.size()));
      if (read == -Errno.EAGAIN) {
        await(Poll.READABLE);
      } else if (check("read", read) == 0) {
        throw new AssertionError("the server has finished after " + heard.size() + " octets");
      } else {
        byte[] part = new byte[read];
        memory.view().get(part);
        heard.writeBytes(part);
      }
    }
    return heard.toByteArray();
  }

  /** Waits until the server has finished. */
  void hearTheEnd() {
    while (true) {
      int read = TcpSocket.read(socket, memory.address(), ROOM);
      if (read == -Errno.EAGAIN) {
        await(Poll.READABLE);
      } else if (check("read", read) == 0) {
        return;
      }
    }
  }

  private void await(int event) {
    if (Poll.await(socket, event, PATIENCE) == 0) {
      throw new AssertionError("nothing has happened for " + PATIENCE);
    }
  }

  private static int check(String call, int result) {
    if (result < 0) {
      throw new AssertionError(call + ": " + Errno.name(result));
    }
    return result;
  }

  @Override
  public void close() {
    TcpSocket.close(socket);
    memory.close();
  }
}

package org.srv6pipes.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.srv6pipes.linux.Namespaces;
import org.srv6pipes.linux.Poll;
import org.srv6pipes.linux.RawIpv6;
import org.srv6pipes.linux.TcpSocket;
import org.srv6pipes.wire.Ipv6Address;

/**
 * The hosts of the tests with packets.
 *
 * <pre>
 *   c  fc00:c::1 ──── fc00:c::2  this JVM, the middlebox  fc00:5::2 ──── fc00:5::1  s
 * </pre>
 */
final class ThreeHosts {
  static final String CLIENT = "fc00:c::1";
  static final String SERVER = "fc00:5::1";
  static final String MIDDLEBOX = "fc00:5::2";
  static final Path CLIENT_NETWORK = Path.of("/run/netns/c");
  static final Path SERVER_NETWORK = Path.of("/run/netns/s");

  /** A port of the server on which somebody accepts and says nothing. */
  static final int SERVICE = 9000;

  private ThreeHosts() {}

  private static Closeable service;

  static void up() throws Exception {
    Shell.run(
        """
        mkdir -p /run/netns
        sysctl -w net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0
        for n in c s; do
          ip netns add $n
          ip netns exec $n sysctl -w net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0
          ip -n $n link set lo up
          ip link add to-$n type veth peer name e0 netns $n
          ip link set to-$n up
          ip -n $n link set e0 up
        done
        ip addr add fc00:c::2/64 dev to-c nodad
        ip addr add fc00:5::2/64 dev to-s nodad
        ip -n c addr add fc00:c::1/64 dev e0 nodad
        ip -n s addr add fc00:5::1/64 dev e0 nodad
        ip -n c route add default via fc00:c::2
        ip -n s route add default via fc00:5::2
        """);
    service = Namespaces.inNetwork(SERVER_NETWORK, ThreeHosts::serve);
  }

  private static Closeable serve() throws IOException {
    ServerSocket listener = new ServerSocket(SERVICE);
    Thread.ofPlatform().daemon().start(() -> closeEach(listener));
    return listener;
  }

  static void down() throws Exception {
    service.close();
    Shell.run("for n in c s; do ip link del to-$n; ip netns del $n; done");
  }

  private static void closeEach(ServerSocket listener) {
    while (!listener.isClosed()) {
      try (Socket visitor = listener.accept()) {
        visitor.getInputStream().readAllBytes();
      } catch (IOException e) {
        // the visitor is gone, or the service
      }
    }
  }

  /** Sends packets as they are from the network of a host to its router. */
  static void send(Path network, String router, List<byte[]> packets) throws Exception {
    Ipv6Address hop = Ipv6Address.parse(router);
    Namespaces.inNetwork(
        network,
        () -> {
          try (RawIpv6 wire = RawIpv6.open()) {
            for (byte[] packet : packets) {
              assertThat(wire.send(ByteBuffer.wrap(packet), hop.high(), hop.low(), 0)).isZero();
            }
          }
          return true;
        });
  }

  /** A connection onward from the client's own address, as a proxy makes it. */
  static int connectAsTheClient(int mark) {
    int socket = StubProxy.transparent(mark);
    Ipv6Address client = Ipv6Address.parse(CLIENT);
    Ipv6Address server = Ipv6Address.parse(SERVER);
    TcpSocket.bind(socket, client.high(), client.low(), 0);
    TcpSocket.connect(socket, server.high(), server.low(), SERVICE);
    Poll.await(socket, Poll.WRITABLE, Duration.ofMillis(500));
    return socket;
  }
}

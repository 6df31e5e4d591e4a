package org.srv6pipes.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.test.NamespaceTest;

/**
 * Connections that have said something and now say nothing.
 *
 * <pre>
 *   client ───── p1 ───── server
 * </pre>
 */
@NamespaceTest
@Tag("same-for-everyone")
@Timeout(300)
class IdleConnectionsTest {

  private static final Logger LOG = LoggerFactory.getLogger(IdleConnectionsTest.class);
  private static final int PORT = 8000;
  private static final int CONNECTIONS = 9000;
  private static final int WARM_UP = 200;
  private static final int MOST_KIB_EACH = 24;

  private final Lab lab = Lab.line("client", "p1", "server");
  private final Host client = lab.host("client");
  private final Host server = lab.host("server");

  @AfterEach
  void stop() {
    lab.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"fc00:1::1:0:0", "fc00:1::aaaa:0:55"})
  void shouldHoldNineThousandOfThemInLittleMemory(String sid) throws Exception {
    HostProcess proxy = ProgramInLab.proxyFor(lab.host("p1"), "egress = \"plain\"");
    lab.steer("client", "server", sid);
    try (ServerSocketChannel listener = server.call(IdleConnectionsTest::listen)) {
      closeAll(connectMany(listener, WARM_UP));
      long before = proxy.memoryKib();

      List<SocketChannel> all = connectMany(listener, CONNECTIONS);

      long each = (proxy.memoryKib() - before) / CONNECTIONS;
      LOG.info("{} idle connections by {}: {} KiB of memory each", CONNECTIONS, sid, each);
      assertThat(each).isLessThanOrEqualTo(MOST_KIB_EACH);
      closeAll(all);
      await()
          .atMost(ProgramInLab.PATIENCE)
          .untilAsserted(() -> assertThat(proxy.sockets()).isLessThan(CONNECTIONS / 10));
    }
    proxy.signal("TERM");
    assertThat(proxy.awaitLine("stopped", ProgramInLab.PATIENCE)).contains("open=0 buffer-bytes=0");
  }

  private static ServerSocketChannel listen() throws IOException {
    return ServerSocketChannel.open().bind(new InetSocketAddress("::", PORT), 4096);
  }

  /** Both ends of each. */
  private List<SocketChannel> connectMany(ServerSocketChannel listener, int count)
      throws Exception {
    CompletableFuture<List<SocketChannel>> accepted = new CompletableFuture<>();
    Thread.ofPlatform().start(() -> acceptMany(listener, count, accepted));
    InetSocketAddress address = new InetSocketAddress(server.address().toInet(), PORT);
    List<SocketChannel> all = client.call(() -> connectMany(address, count));
    all.addAll(accepted.get());
    return all;
  }

  private static List<SocketChannel> connectMany(InetSocketAddress address, int count)
      throws IOException {
    List<SocketChannel> connected = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      SocketChannel channel = SocketChannel.open(address);
      channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
      connected.add(channel);
    }
    return connected;
  }

  private static void acceptMany(
      ServerSocketChannel listener, int count, CompletableFuture<List<SocketChannel>> accepted) {
    try {
      List<SocketChannel> channels = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        SocketChannel channel = listener.accept();
        channel.read(ByteBuffer.allocate(3));
        channels.add(channel);
      }
      accepted.complete(channels);
    } catch (IOException e) {
      accepted.completeExceptionally(e);
    }
  }

  private static void closeAll(List<SocketChannel> channels) throws IOException {
    for (SocketChannel channel : channels) {
      channel.close();
    }
  }
}

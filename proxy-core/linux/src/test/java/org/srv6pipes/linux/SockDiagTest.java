package org.srv6pipes.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@NeedsNamespace
class SockDiagTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final OpenDescriptors before = OpenDescriptors.now();
  private final SocketAddress6 address = new SocketAddress6();
  private SockDiag sockDiag;
  private int listener;
  private int port;

  @BeforeEach
  void listen() {
    listener = TcpSocket.open();
    TcpSocket.bind(listener, 0, 1, 0);
    TcpSocket.listen(listener, 7);
    TcpSocket.localName(listener, address);
    port = address.port();
    sockDiag = SockDiag.open();
  }

  @AfterEach
  void nothingIsLeft() {
    sockDiag.close();
    TcpSocket.close(listener);
    assertThat(OpenDescriptors.now()).isEqualTo(before);
  }

  @Test
  void shouldEndATimeWaitSoThatItsAddressesCanBeUsedAgain() {
    int clientPort = leaveInTimeWait();
    assertThat(tryConnectFrom(clientPort))
        .as("as long as it is in TIME_WAIT")
        .isEqualTo(-Errno.EADDRINUSE);
    assertThat(sockDiag.destroyRemains(0, 1, clientPort, 0, 1, port)).isZero();
    assertThat(sockDiag.list(clientPort, 10)).isEmpty();
    assertThat(tryConnectFrom(clientPort)).isIn(0, -Errno.EINPROGRESS);
  }

  @Test
  void shouldSayThatThereIsNoSuchConnection() {
    assertThat(sockDiag.destroyRemains(0, 1, 4321, 0, 1, port)).isEqualTo(-Errno.ENOENT);
  }

  @Test
  void shouldNeverHitTheListenerOnTheLocalPort() {
    assertThat(sockDiag.destroyRemains(0, 1, port, 0, 1, 4321)).isEqualTo(-Errno.ENOENT);
    assertThat(sockDiag.list(Set.of(TcpState.LISTEN), port, 10)).hasSize(1);
  }

  @Test
  void shouldLeaveAConnectionAloneThatAProcessHasOpen() {
    int client = TcpSocket.open();
    TcpSocket.connect(client, 0, 1, port);
    TcpSocket.localName(client, address);
    int server = accept();
    assertThat(sockDiag.destroyRemains(0, 1, address.port(), 0, 1, port)).isEqualTo(-Errno.EBUSY);
    assertThat(SocketOptions.info(client).state()).isEqualTo(TcpState.ESTABLISHED);
    TcpSocket.close(client);
    TcpSocket.close(server);
  }

  @Test
  void shouldTellWhatThePeerHasFromWhatIsStillUnderWay() {
    int client = TcpSocket.open();
    TcpSocket.connect(client, 0, 1, port);
    TcpSocket.localName(client, address);
    int clientPort = address.port();
    int server = accept();
    fill(client);
    TcpSocket.close(client);
    assertThat(endDelivered(clientPort)).isEqualTo(-Errno.EBUSY);
    assertThat(sockDiag.destroyRemains(0, 1, clientPort, 0, 1, port)).isZero();
    TcpSocket.close(server);
    assertThat(endDelivered(leaveInTimeWait())).isZero();
  }

  private int endDelivered(int clientPort) {
    return sockDiag.destroyRemainsIf(it -> it.sendQueue() == 0, 0, 1, clientPort, 0, 1, port);
  }

  /** Writes more than a peer that does not read takes. */
  private static void fill(int socket) {
    try (NativeBuffer bytes = NativeBuffer.allocate(1 << 16)) {
      int count = 1;
      while (count > 0) {
        count = TcpSocket.write(socket, bytes.address(), 1 << 16);
      }
      assertThat(count).isEqualTo(-Errno.EAGAIN);
    }
  }

  @Test
  void shouldListSocketsByStateAndPortUpToABound() {
    int client = TcpSocket.open();
    TcpSocket.connect(client, 0, 1, port);
    int server = accept();
    List<TcpSocketEntry> established = sockDiag.list(Set.of(TcpState.ESTABLISHED), port, 10);
    TcpSocket.peerName(server, address);
    assertThat(established).hasSize(1);
    assertThat(established.getFirst().remotePort()).isEqualTo(address.port());
    assertThat(established.getFirst().localLow()).isEqualTo(1);
    assertThat(established.getFirst().inode()).isPositive();
    assertThat(sockDiag.list(Set.of(TcpState.LISTEN), port, 10).getFirst().sendQueue())
        .isEqualTo(7);
    assertThat(sockDiag.list(port, 10)).hasSize(2);
    assertThat(sockDiag.list(port, 1)).hasSize(1);
    TcpSocket.close(client);
    TcpSocket.close(server);
  }

  @Test
  void shouldHandOverTheSocketsOfAMarkInWhateverState() {
    int client = connectWithMark(0x5300_0101);
    int server = accept();
    int other = connectWithMark(0x5400_0101);
    int otherServer = accept();
    assertThat(marked(0x5300_0101, -1))
        .extracting(TcpSocketEntry::mark)
        .containsExactly(0x53000101);
    assertThat(marked(0x5300_0000, 0xff00_0000))
        .extracting(TcpSocketEntry::state)
        .containsExactly(TcpState.ESTABLISHED);
    assertThat(marked(0x5000_0000, 0xf000_0000)).hasSize(2);

    TcpSocket.close(client);
    Poll.await(server, Poll.READABLE, PATIENCE);
    TcpSocket.close(server);
    assertThat(marked(0x5300_0101, -1))
        .as("a TIME_WAIT has the mark of its socket")
        .extracting(TcpSocketEntry::state)
        .containsExactly(TcpState.TIME_WAIT);
    assertThat(sockDiag.destroyRemains(marked(0x5300_0101, -1).getFirst())).isZero();
    assertThat(marked(0x5300_0101, -1)).isEmpty();
    TcpSocket.close(other);
    TcpSocket.close(otherServer);
  }

  private int connectWithMark(int mark) {
    int client = TcpSocket.open();
    SocketOptions.mark(client, mark);
    TcpSocket.connect(client, 0, 1, port);
    return client;
  }

  private List<TcpSocketEntry> marked(int mark, int mask) {
    List<TcpSocketEntry> found = new ArrayList<>();
    sockDiag.eachMarked(EnumSet.allOf(TcpState.class), mark, mask, found::add);
    return found;
  }

  /**
   * @return the port of a client that closed first
   */
  private int leaveInTimeWait() {
    int client = TcpSocket.open();
    TcpSocket.connect(client, 0, 1, port);
    int server = accept();
    TcpSocket.localName(client, address);
    int clientPort = address.port();
    TcpSocket.close(client);
    Poll.await(server, Poll.READABLE, PATIENCE);
    TcpSocket.close(server);
    assertThat(sockDiag.list(clientPort, 10))
        .extracting(TcpSocketEntry::state)
        .containsExactly(TcpState.TIME_WAIT);
    return clientPort;
  }

  private int tryConnectFrom(int clientPort) {
    int client = TcpSocket.open();
    SocketOptions.resetOnClose(client, true);
    int result = TcpSocket.tryBind(client, 0, 1, clientPort);
    if (result == 0) {
      result = TcpSocket.connect(client, 0, 1, port);
    }
    TcpSocket.close(client);
    return result;
  }

  private int accept() {
    Poll.await(listener, Poll.READABLE, PATIENCE);
    return TcpSocket.accept(listener, new SocketAddress6());
  }
}

package org.srv6pipes.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@NeedsNamespace(tools = {"ip6tables", "ss"})
class TcpSocketTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /**
   * Next header, 3 * 8 bytes follow the first 8, type 4, segments_left 0, last_entry 0, flags, tag;
   * segments[0]; PadN.
   */
  private static final byte[] SRH =
      HexFormat.of()
          .parseHex("0003040000000000" + "00000000000000000000000000000001" + "0106000000000000");

  private final SocketAddress6 address = new SocketAddress6();
  private final NativeBuffer memory = NativeBuffer.allocate(1 << 16);
  private final OpenDescriptors before = OpenDescriptors.now();
  private int listener;
  private int port;

  @BeforeEach
  void listen() {
    listener = TcpSocket.open();
    TcpSocket.bind(listener, 0, 1, 0);
    TcpSocket.localName(listener, address);
    port = address.port();
  }

  @AfterEach
  void nothingIsLeftOpen() {
    TcpSocket.close(listener);
    memory.close();
    assertThat(OpenDescriptors.now()).isEqualTo(before);
  }

  @Test
  void shouldCarryBytesBothWaysAndTellTheEndOfEachDirection() {
    Connection connection = connection();
    write(connection.client(), "question");
    assertThat(read(connection.server())).isEqualTo("question");
    assertThat(TcpSocket.shutdownWrite(connection.client())).isZero();
    Poll.await(connection.server(), Poll.READABLE, PATIENCE);
    assertThat(TcpSocket.read(connection.server(), memory.address(), 100)).isZero();
    write(connection.server(), "answer");
    assertThat(read(connection.client())).isEqualTo("answer");
    connection.close();
  }

  @Test
  void shouldNameBothEndsAlike() {
    Connection connection = connection();
    SocketAddress6 clientSide = new SocketAddress6();
    TcpSocket.localName(connection.client(), clientSide);
    assertThat(TcpSocket.peerName(connection.server(), address)).isZero();
    assertThat(address).hasToString(clientSide.toString());
    assertThat(address.high()).isZero();
    assertThat(address.low()).isEqualTo(1);
    connection.close();
  }

  @Test
  void shouldSayThatNothingWaitsToBeAccepted() {
    TcpSocket.listen(listener, 1);
    assertThat(TcpSocket.accept(listener, address)).isEqualTo(-Errno.EAGAIN);
  }

  @Test
  void shouldReportARefusedConnectAsTheErrorOfTheSocket() {
    int client = TcpSocket.open();
    int result = TcpSocket.connect(client, 0, 1, port);
    if (result == -Errno.EINPROGRESS) {
      Poll.await(client, Poll.WRITABLE, PATIENCE);
      result = -TcpSocket.takeError(client);
    }
    assertThat(Errno.name(result)).isEqualTo("ECONNREFUSED");
    TcpSocket.close(client);
  }

  @Test
  void shouldTellAPortInUseWithoutThrowing() {
    int second = TcpSocket.open();
    assertThat(TcpSocket.tryBind(second, 0, 1, port)).isEqualTo(-Errno.EADDRINUSE);
    assertThatThrownBy(() -> TcpSocket.bind(second, 0, 1, port))
        .isInstanceOf(LinuxException.class)
        .hasMessageContaining("bind: EADDRINUSE. Another socket holds");
    TcpSocket.close(second);
  }

  @Test
  void shouldRefuseToCloseTwice() {
    int socket = TcpSocket.open();
    TcpSocket.close(socket);
    assertThatThrownBy(() -> TcpSocket.close(socket))
        .isInstanceOf(LinuxException.class)
        .hasMessageContaining("EBADF");
  }

  @Test
  void shouldResetOnCloseOnlyAsLongAsAskedTo() {
    Connection abrupt = connection();
    SocketOptions.resetOnClose(abrupt.server(), true);
    TcpSocket.close(abrupt.server());
    Poll.await(abrupt.client(), Poll.READABLE, PATIENCE);
    assertThat(TcpSocket.read(abrupt.client(), memory.address(), 1)).isEqualTo(-Errno.ECONNRESET);
    TcpSocket.close(abrupt.client());

    Connection orderly = connection();
    SocketOptions.resetOnClose(orderly.server(), true);
    SocketOptions.resetOnClose(orderly.server(), false);
    TcpSocket.close(orderly.server());
    Poll.await(orderly.client(), Poll.READABLE, PATIENCE);
    assertThat(TcpSocket.read(orderly.client(), memory.address(), 1)).isZero();
    TcpSocket.close(orderly.client());
  }

  @Test
  void shouldCountWhatWaitsAndWhatIsUnacknowledged() {
    Connection connection = connection();
    write(connection.client(), "twelve bytes");
    Poll.await(connection.server(), Poll.READABLE, PATIENCE);
    assertThat(TcpSocket.unread(connection.server())).isEqualTo(12);
    assertThat(TcpSocket.unacknowledged(connection.server())).isZero();
    connection.close();
  }

  @Test
  void shouldSpliceThroughAPipeFromSocketToSocket() {
    Connection in = connection();
    Connection out = connection();
    write(in.client(), "never seen by Java");
    Poll.await(in.server(), Poll.READABLE, PATIENCE);
    int flags = TcpSocket.SPLICE_MOVE | TcpSocket.SPLICE_NONBLOCK;
    try (Pipe pipe = Pipe.open(1 << 20)) {
      assertThat(pipe.capacity()).isEqualTo(1 << 20);
      assertThat(TcpSocket.splice(in.server(), pipe.writeEnd(), 1 << 20, flags)).isEqualTo(18);
      assertThat(TcpSocket.splice(in.server(), pipe.writeEnd(), 1 << 20, flags))
          .isEqualTo(-Errno.EAGAIN);
      assertThat(TcpSocket.splice(pipe.readEnd(), out.client(), 18, flags)).isEqualTo(18);
    }
    assertThat(read(out.server())).isEqualTo("never seen by Java");
    in.close();
    out.close();
  }

  @Test
  void shouldSendFromAForeignAddressWhenTransparent() {
    int foreign = TcpSocket.open();
    assertThat(TcpSocket.tryBind(foreign, 0x20010db8L << 32, 5, 4000))
        .isEqualTo(-Errno.EADDRNOTAVAIL);
    SocketOptions.transparent(foreign);
    assertThat(TcpSocket.tryBind(foreign, 0x20010db8L << 32, 5, 4000)).isZero();
    TcpSocket.localName(foreign, address);
    assertThat(address).hasToString("[2001:db8::5]:4000");
    TcpSocket.close(foreign);
  }

  @Test
  void shouldBindToAnAddressThatIsNotThereYet() {
    int early = TcpSocket.open();
    SocketOptions.freeBind(early);
    assertThat(TcpSocket.tryBind(early, 0x20010db8L << 32, 6, 4000)).isZero();
    TcpSocket.close(early);
  }

  @Test
  void shouldShareAPortAmongListenersThatAllAgree() {
    int first = TcpSocket.open();
    int second = TcpSocket.open();
    SocketOptions.reusePort(first);
    TcpSocket.bind(first, 0, 1, 4000);
    assertThat(TcpSocket.tryBind(second, 0, 1, 4000)).isEqualTo(-Errno.EADDRINUSE);
    SocketOptions.reusePort(second);
    assertThat(TcpSocket.tryBind(second, 0, 1, 4000)).isZero();
    TcpSocket.close(first);
    TcpSocket.close(second);
  }

  @Test
  void shouldHaveNoSynToShowWhenNoneWasSaved() {
    Connection connection = connection();
    assertThat(SocketOptions.savedSyn(connection.server())).isEmpty();
    connection.close();
  }

  @Test
  void shouldKeepTheHeadersOfTheSynWithItsRoutingHeader() {
    Sysctl.write("net.ipv6.conf.all.seg6_enabled", 1);
    Sysctl.write("net.ipv6.conf.lo.seg6_enabled", 1);
    SocketOptions.saveSyn(listener);
    TcpSocket.listen(listener, 1);
    int client = TcpSocket.open();
    SocketOptions.routingHeader(client, SRH);
    assertThat(TcpSocket.connect(client, 0, 1, port)).isIn(0, -Errno.EINPROGRESS);
    int server = accept();
    byte[] syn = SocketOptions.savedSyn(server);
    assertThat(syn[6]).as("next header of the IPv6 header is routing").isEqualTo((byte) 43);
    assertThat(HexFormat.of().formatHex(syn, 41, 72))
        .isEqualTo(HexFormat.of().formatHex(SRH).substring(2));
    SocketOptions.noRoutingHeader(client);
    TcpSocket.close(client);
    TcpSocket.close(server);
  }

  @Test
  void shouldReadBackWhatItSets() {
    int socket = TcpSocket.open();
    SocketOptions.mark(socket, 0x5001);
    SocketOptions.trafficClass(socket, 0xb8);
    SocketOptions.congestionControl(socket, "cubic");
    SocketOptions.receiveBuffer(socket, 100_000);
    SocketOptions.sendBuffer(socket, 50_000);
    assertThat(SocketOptions.mark(socket)).isEqualTo(0x5001);
    assertThat(SocketOptions.trafficClass(socket)).isEqualTo(0xb8);
    assertThat(SocketOptions.congestionControl(socket)).isEqualTo("cubic");
    assertThat(SocketOptions.receiveBuffer(socket)).isEqualTo(200_000);
    assertThat(SocketOptions.sendBuffer(socket)).isEqualTo(100_000);
    TcpSocket.close(socket);
  }

  @Test
  void shouldTellHowAConnectionDoes() {
    Connection connection = connection();
    write(connection.client(), "twelve bytes");
    assertThat(read(connection.server())).isEqualTo("twelve bytes");
    TcpInfo sender = SocketOptions.info(connection.client());
    assertThat(sender.state()).isEqualTo(TcpState.ESTABLISHED);
    assertThat(sender.roundTrip()).isBetween(Duration.ofNanos(1000), Duration.ofSeconds(1));
    assertThat(sender.sendMss()).isBetween(1000, 65_536);
    assertThat(sender.pathMtu()).isGreaterThan(sender.sendMss());
    assertThat(sender.acknowledgedBytes()).as("SYN included").isEqualTo(13);
    assertThat(sender.retransmissions()).isZero();
    assertThat(SocketOptions.info(connection.server()).receivedBytes()).isEqualTo(12);
    connection.close();
    assertThat(SocketOptions.info(listener).state()).isEqualTo(TcpState.LISTEN);
  }

  @Test
  void shouldTakeTheOptionsThatCannotBeReadBack() {
    Connection connection = connection();
    int client = connection.client();
    SocketOptions.noDelay(client, true);
    SocketOptions.quickAcknowledge(client, true);
    SocketOptions.notSentLowWater(client, 1 << 14);
    SocketOptions.keepAlive(client, Duration.ofSeconds(60), Duration.ofSeconds(5), 3);
    SocketOptions.userTimeout(client, Duration.ofMillis(1500));
    assertThat(Tool.run("ss -tnoe sport = :" + port)).contains("ESTAB");
    assertThat(Tool.run("ss -tnoe dport = :" + port)).contains("timer:(keepalive,");
    connection.close();
  }

  @Test
  void shouldPutARoutingHeaderOnWhatAListenerAnswers() {
    Sysctl.write("net.ipv6.conf.all.seg6_enabled", 1);
    Sysctl.write("net.ipv6.conf.lo.seg6_enabled", 1);
    try (NativeBuffer header = NativeBuffer.allocate(SRH.length)) {
      header.view().put(SRH);
      SocketOptions.routingHeader(listener, header, SRH.length);
    }
    int client;
    byte[] answer;
    Tool.run(
        "ip6tables -w -t raw -A PREROUTING -p tcp --sport " + port + " -j NFQUEUE --queue-num 6");
    try (NfQueue queue = NfQueue.open(6, NfQueueOptions.forSyns())) {
      TcpSocket.listen(listener, 1);
      client = TcpSocket.open();
      TcpSocket.connect(client, 0, 1, port);
      answer = firstPacket(queue);
    }
    assertThat(answer[6])
        .as("next header of the SYN-ACK's IPv6 header is routing")
        .isEqualTo((byte) 43);
    assertThat(HexFormat.of().formatHex(answer, 41, 72))
        .isEqualTo(HexFormat.of().formatHex(SRH).substring(2));
    Tool.run("ip6tables -w -t raw -F");
    TcpSocket.close(client);
  }

  private static byte[] firstPacket(NfQueue queue) {
    List<byte[]> seen = new ArrayList<>();
    Poll.await(queue.descriptor(), Poll.READABLE, PATIENCE);
    queue.drain(
        (id, ingress, mark, payload, flags) -> {
          byte[] packet = new byte[payload.remaining()];
          payload.get(packet);
          seen.add(packet);
        },
        1);
    return seen.getFirst();
  }

  @Test
  void shouldAllocateNothingOfItsOwnOnTheWayOfAByte() {
    Connection in = connection();
    Connection out = connection();
    try (Pipe pipe = Pipe.open(1 << 16)) {
      Runnable round =
          () -> {
            TcpSocket.write(in.client(), memory.address(), 100);
            TcpSocket.splice(in.server(), pipe.writeEnd(), 100, TcpSocket.SPLICE_NONBLOCK);
            TcpSocket.splice(pipe.readEnd(), out.client(), 100, TcpSocket.SPLICE_NONBLOCK);
            TcpSocket.read(out.server(), memory.address(), 100);
            TcpSocket.accept(listener, address);
            TcpSocket.localName(in.client(), address);
            TcpSocket.peerName(in.client(), address);
            TcpSocket.connect(in.client(), 0, 1, port);
            SocketOptions.quickAcknowledge(in.client(), true);
          };
      assertThat(Allocations.of(round, 1000)).isEqualTo(Allocations.ofForeignCalls(9 * 1000));
    }
    in.close();
    out.close();
  }

  private record Connection(int client, int server) {
    void close() {
      TcpSocket.close(client);
      TcpSocket.close(server);
    }
  }

  private Connection connection() {
    TcpSocket.listen(listener, 8);
    int client = TcpSocket.open();
    assertThat(TcpSocket.connect(client, 0, 1, port)).isIn(0, -Errno.EINPROGRESS);
    return new Connection(client, accept());
  }

  private int accept() {
    Poll.await(listener, Poll.READABLE, PATIENCE);
    int server = TcpSocket.accept(listener, address);
    assertThat(server).isPositive();
    return server;
  }

  private void write(int socket, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    memory.view().put(bytes);
    assertThat(TcpSocket.write(socket, memory.address(), bytes.length)).isEqualTo(bytes.length);
  }

  private String read(int socket) {
    Poll.await(socket, Poll.READABLE, PATIENCE);
    int length = TcpSocket.read(socket, memory.address(), memory.capacity());
    byte[] bytes = new byte[length];
    memory.view().get(bytes);
    return new String(bytes, StandardCharsets.US_ASCII);
  }
}

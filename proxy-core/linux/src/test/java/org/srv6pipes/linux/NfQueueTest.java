package org.srv6pipes.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@NeedsNamespace(tools = "ip6tables")
class NfQueueTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration MOMENT = Duration.ofMillis(50);
  private static final int QUEUE = 7;

  private final OpenDescriptors before = OpenDescriptors.now();
  private final SocketAddress6 address = new SocketAddress6();
  private final List<Integer> clients = new ArrayList<>();
  private int listener;
  private int port;

  private record Seen(int packetId, int ingress, int mark, ByteBuffer packet, int flags) {
    static Seen of(int packetId, int ingress, int mark, ByteBuffer payload, int flags) {
      ByteBuffer copy = ByteBuffer.allocate(payload.remaining()).put(payload).flip();
      return new Seen(packetId, ingress, mark, copy, flags);
    }
  }

  @BeforeEach
  void queueEachSyn() {
    listener = TcpSocket.open();
    TcpSocket.bind(listener, 0, 1, 0);
    TcpSocket.listen(listener, 100);
    TcpSocket.localName(listener, address);
    port = address.port();
    rule("-t raw -A PREROUTING -i lo -p tcp --syn --dport " + port + " -j MARK --set-mark 0x33");
    rule("-t raw -A PREROUTING -i lo -p tcp --syn --dport " + port + " -j NFQUEUE --queue-num 7");
  }

  @AfterEach
  void nothingIsLeft() {
    rule("-t raw -F");
    rule("-t mangle -F");
    clients.forEach(TcpSocket::close);
    TcpSocket.close(listener);
    assertThat(OpenDescriptors.now()).isEqualTo(before);
  }

  @Test
  void shouldHandOverTheWholeSynWithItsInterfaceAndMark() {
    try (NfQueue queue = NfQueue.open(QUEUE, NfQueueOptions.forSyns())) {
      connect();
      Seen syn = next(queue);
      assertThat(syn.packetId()).isEqualTo(1);
      assertThat(syn.ingress()).as("lo is the first interface").isEqualTo(1);
      assertThat(syn.mark()).isEqualTo(0x33);
      assertThat(syn.flags() & PacketHandler.TRUNCATED).isZero();
      ByteBuffer packet = syn.packet();
      assertThat(packet.getShort(4))
          .as("payload length")
          .isEqualTo((short) (packet.remaining() - 40));
      assertThat(packet.get(6)).as("next header").isEqualTo((byte) 6);
      assertThat(packet.getShort(42)).as("destination port").isEqualTo((short) port);
      assertThat(packet.get(53)).as("TCP flags").matches(flags -> (flags & 0x3f) == 2);
      queue.verdict(syn.packetId(), Verdict.ACCEPT);
      assertThat(isAccepted(PATIENCE)).isTrue();
    }
  }

  @Test
  void shouldCopyNoMoreThanItsRange() {
    try (NfQueue queue = NfQueue.open(QUEUE, NfQueueOptions.forSyns().withCopyRange(40))) {
      connect();
      Seen syn = next(queue);
      assertThat(syn.packet().remaining()).isEqualTo(40);
      assertThat(syn.flags() & PacketHandler.TRUNCATED).isNotZero();
    }
  }

  @Test
  void shouldTakeAPayloadWhoseMessageIsNotAlignedAtItsEnd() {
    for (int range = 41; range < 45; range++) {
      try (NfQueue queue = NfQueue.open(QUEUE, NfQueueOptions.forSyns().withCopyRange(range))) {
        connect();
        connect();
        assertThat(next(queue).packet().remaining()).isEqualTo(range);
        assertThat(next(queue).packet().remaining()).isEqualTo(range);
      }
    }
  }

  @Test
  void shouldSetTheMarkThatTheRulesBehindTheQueueSee() {
    rule("-t mangle -A PREROUTING -p tcp --syn --dport " + port + " -m mark --mark 0x105 -j DROP");
    try (NfQueue queue = NfQueue.open(QUEUE, NfQueueOptions.forSyns())) {
      connect();
      queue.verdict(next(queue).packetId(), Verdict.ACCEPT, 0x105);
      assertThat(isAccepted(MOMENT)).as("dropped for its mark").isFalse();
      connect();
      queue.verdict(next(queue).packetId(), Verdict.ACCEPT, 0x106);
      assertThat(isAccepted(PATIENCE)).isTrue();
    }
  }

  @Test
  void shouldDropOnRequest() {
    try (NfQueue queue = NfQueue.open(QUEUE, NfQueueOptions.forSyns())) {
      connect();
      queue.verdict(next(queue).packetId(), Verdict.DROP);
      assertThat(isAccepted(MOMENT)).isFalse();
    }
  }

  @Test
  void shouldReleaseAHeldPacketLaterFromAnotherThread() {
    try (NfQueue queue = NfQueue.open(QUEUE, NfQueueOptions.forSyns())) {
      connect();
      Seen first = next(queue);
      connect();
      Seen second = next(queue);
      queue.verdict(second.packetId(), Verdict.ACCEPT);
      assertThat(isAccepted(PATIENCE)).isTrue();
      assertThat(isAccepted(MOMENT)).as("the first is still held").isFalse();
      counted(counters -> assertThat(counters.waiting()).isEqualTo(1));
      CompletableFuture.runAsync(() -> queue.verdict(first.packetId(), Verdict.ACCEPT)).join();
      assertThat(isAccepted(PATIENCE)).isTrue();
      counted(counters -> assertThat(counters.waiting()).isZero());
    }
  }

  @Test
  void shouldReleaseAllUpToAPacketAtOnce() {
    try (NfQueue queue = NfQueue.open(QUEUE, NfQueueOptions.forSyns())) {
      for (int i = 0; i < 5; i++) {
        connect();
      }
      int third = 0;
      for (int i = 0; i < 5; i++) {
        Seen seen = next(queue);
        third = i == 2 ? seen.packetId() : third;
      }
      queue.verdictUpTo(third, Verdict.ACCEPT);
      assertThat(acceptedNow()).isEqualTo(3);
    }
  }

  @Test
  void shouldGoOnBehindAPacketWhoseHandlerThrew() {
    try (NfQueue queue = NfQueue.open(QUEUE, NfQueueOptions.forSyns())) {
      connect();
      connect();
      List<Integer> ids = new ArrayList<>();
      PacketHandler handler =
          (id, ingress, mark, payload, flags) -> {
            ids.add(id);
            if (ids.size() == 1) {
              throw new IllegalStateException("the first one");
            }
          };
      assertThatThrownBy(() -> queue.drain(handler, 10)).hasMessage("the first one");
      assertThat(queue.drain(handler, 10)).isEqualTo(1);
      assertThat(ids).containsExactly(1, 2);
    }
  }

  @Test
  void shouldCountVerdictsThatComeTooLate() {
    try (NfQueue queue = NfQueue.open(QUEUE, NfQueueOptions.forSyns())) {
      queue.verdict(12345, Verdict.ACCEPT);
      queue.drain(Seen::of, 10);
      assertThat(queue.lateVerdicts()).isEqualTo(1);
    }
  }

  @Test
  void shouldDropWhatFindsItFullAndCountThat() {
    NfQueueOptions small = NfQueueOptions.forSyns().withLength(2);
    try (NfQueue queue = NfQueue.open(QUEUE, small)) {
      for (int i = 0; i < 5; i++) {
        connect();
      }
      counted(
          counters -> {
            assertThat(counters.waiting()).isEqualTo(2);
            assertThat(counters.droppedFull()).isEqualTo(3);
          });
      assertThat(drain(queue, 10)).hasSize(2);
      assertThat(isAccepted(MOMENT)).isFalse();
    }
  }

  @Test
  void shouldAcceptWhatFindsItFullWhenItFailsOpen() {
    NfQueueOptions open = NfQueueOptions.forSyns().withLength(2).withFailOpen(true);
    try (NfQueue queue = NfQueue.open(QUEUE, open)) {
      for (int i = 0; i < 5; i++) {
        connect();
      }
      assertThat(acceptedNow()).isEqualTo(3);
      assertThat(drain(queue, 10)).hasSize(2);
      counted(counters -> assertThat(counters.droppedFull()).isZero());
    }
  }

  @Test
  void shouldSurviveAFloodThatOverflowsItsSocketAndCountTheLoss() {
    byte[] syn = synToListener();
    try (NfQueue queue = NfQueue.open(QUEUE, NfQueueOptions.forSyns().withLength(100_000));
        RawIpv6 raw = RawIpv6.open()) {
      SocketOptions.receiveBuffer(queue.descriptor(), 20_000);
      for (int i = 0; i < 2_000; i++) {
        raw.send(ByteBuffer.wrap(syn), 0, 1, 0);
      }
      List<Seen> seen = drain(queue, 10_000);
      assertThat(seen.size()).isLessThan(2_000);
      counted(counters -> assertThat(counters.droppedUnread()).isEqualTo(2_000 - seen.size()));
      queue.verdictUpTo(seen.getLast().packetId(), Verdict.DROP);
      connect();
      queue.verdict(next(queue).packetId(), Verdict.ACCEPT);
      assertThat(isAccepted(PATIENCE)).as("a good connection afterwards").isTrue();
    }
  }

  @Test
  void shouldAllocateNothingOfItsOwnForAPacket() {
    byte[] syn = synToListener();
    try (NfQueue queue = NfQueue.open(QUEUE, NfQueueOptions.forSyns());
        RawIpv6 raw = RawIpv6.open()) {
      for (int i = 0; i < 640; i++) {
        raw.send(ByteBuffer.wrap(syn), 0, 1, 0);
      }
      PacketHandler handler =
          (id, ingress, mark, payload, flags) -> queue.verdict(id, Verdict.DROP, mark);
      long taken = Allocations.of(() -> queue.drain(handler, 32), 10);
      assertThat(taken).isEqualTo(Allocations.ofForeignCalls(10 * (1 + 32)));
      counted(counters -> assertThat(counters.waiting()).isZero());
    }
  }

  @Test
  void shouldSayWhoHasAQueueAlready() {
    try (NfQueue first = NfQueue.open(QUEUE, NfQueueOptions.forSyns())) {
      String owner =
          NfQueueCounters.areReadable()
              ? " (netlink port " + NfQueueCounters.of(first.number()).orElseThrow().owner()
              : ": stop that one";
      assertThatThrownBy(() -> NfQueue.open(QUEUE, NfQueueOptions.forSyns()))
          .isInstanceOf(LinuxException.class)
          .hasMessageStartingWith("NFQUEUE 7: bind: EPERM. Another process has it" + owner);
    }
  }

  @Test
  void shouldFreeItsNumberWhenClosedAndIgnoreVerdictsFromThenOn() {
    NfQueue queue = NfQueue.open(QUEUE, NfQueueOptions.forSyns());
    queue.close();
    queue.close();
    assertThat(NfQueueCounters.of(QUEUE)).isEmpty();
    queue.verdict(1, Verdict.ACCEPT);
    NfQueue.open(QUEUE, NfQueueOptions.forSyns()).close();
  }

  /** Root of a user namespace does not get to see the counters. */
  private static void counted(Consumer<NfQueueCounters> check) {
    if (NfQueueCounters.areReadable()) {
      check.accept(NfQueueCounters.of(QUEUE).orElseThrow());
    }
  }

  private void connect() {
    int client = TcpSocket.open();
    clients.add(client);
    assertThat(TcpSocket.connect(client, 0, 1, port)).isEqualTo(-Errno.EINPROGRESS);
  }

  private static Seen next(NfQueue queue) {
    return drain(queue, 1).getFirst();
  }

  private static List<Seen> drain(NfQueue queue, int most) {
    assertThat(Poll.await(queue.descriptor(), Poll.READABLE, PATIENCE)).isEqualTo(Poll.READABLE);
    List<Seen> seen = new ArrayList<>();
    int handled =
        queue.drain(
            (id, ingress, mark, payload, flags) ->
                seen.add(Seen.of(id, ingress, mark, payload, flags)),
            most);
    assertThat(handled).isEqualTo(seen.size());
    return seen;
  }

  private boolean isAccepted(Duration patience) {
    return Poll.await(listener, Poll.READABLE, patience) != 0 && acceptedNow() == 1;
  }

  /** The verdict's own call has run the handshake over lo to its end. */
  private int acceptedNow() {
    int count = 0;
    int accepted;
    while ((accepted = TcpSocket.accept(listener, address)) >= 0) {
      TcpSocket.close(accepted);
      count++;
    }
    return count;
  }

  /** 40 bytes of IPv6 and 20 of TCP, with a checksum that nobody looks at before the queue. */
  private byte[] synToListener() {
    return ByteBuffer.allocate(60)
        .putInt(0x60000000)
        .putShort((short) 20)
        .put((byte) 6)
        .put((byte) 64)
        .putLong(0)
        .putLong(1)
        .putLong(0)
        .putLong(1)
        .putShort((short) 4000)
        .putShort((short) port)
        .putInt(1)
        .putInt(0)
        .putShort((short) 0x5002)
        .putShort((short) 1000)
        .array();
  }

  private static void rule(String words) {
    Tool.run("ip6tables -w " + words);
  }
}

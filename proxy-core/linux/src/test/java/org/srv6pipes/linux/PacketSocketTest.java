package org.srv6pipes.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Frames from one end of a veth pair to the other, where no address and so no other traffic is. */
@NeedsNamespace(tools = "ip")
@Timeout(60)
final class PacketSocketTest {
  private static final int ONE = 1001;
  private static final int OTHER = 1002;
  private static final int ROOM = 1 << 20;
  private static final Duration SOON = Duration.ofSeconds(5);

  @Test
  void shouldTakeTheFramesThatTheOtherEndSendsAndNotItsOwn() throws Exception {
    Namespaces.inNewNetwork(
        () -> {
          layLink();
          try (PacketSocket one = PacketSocket.exchange(ONE, 2000, ROOM);
              PacketSocket other = PacketSocket.exchange(OTHER, 2000, ROOM)) {
            assertThat(one.send(frame(1))).isZero();
            assertThat(one.send(frame(2))).isZero();
            assertThat(other.await(SOON)).isTrue();
            assertThat(received(other)).containsExactly(frame(1), frame(2));
            assertThat(received(one)).isEmpty();
          }
          return null;
        });
  }

  @Test
  void shouldCopyWhatPassesInBothDirectionsWithoutTheHeaderOfTheLink() throws Exception {
    Namespaces.inNewNetwork(
        () -> {
          layLink();
          try (PacketRing ring = PacketRing.listen(ONE);
              PacketSocket one = PacketSocket.exchange(ONE, 2000, ROOM);
              PacketSocket other = PacketSocket.exchange(OTHER, 2000, ROOM)) {
            one.send(frame(1));
            other.send(frame(2));
            assertThat(ring.await(SOON)).isTrue();
            assertThat(copied(ring)).containsExactly(payload(1), payload(2));
            assertThat(copied(ring)).isEmpty();
            assertThat(ring.takeMissed()).isZero();
          }
          return null;
        });
  }

  @Test
  void shouldGoRoundAndSayHowMuchFoundNoRoom() throws Exception {
    Namespaces.inNewNetwork(
        () -> {
          layLink();
          try (PacketRing ring = PacketRing.listen(OTHER);
              PacketSocket one = PacketSocket.exchange(ONE, 2000, ROOM)) {
            sendFrames(one, 3000);
            assertThat(copied(ring)).hasSize(3000);
            sendFrames(one, 5000);
            assertThat(copied(ring)).hasSize(4096).startsWith(payload(0)).endsWith(payload(4095));
            assertThat(ring.takeMissed()).isEqualTo(904);
            assertThat(ring.takeMissed()).isZero();
          }
          return null;
        });
  }

  @Test
  void shouldNameTheInterfaceThatIsNotThere() {
    assertThatThrownBy(() -> PacketRing.listen(4711))
        .isInstanceOf(LinuxException.class)
        .hasMessageContaining("interface 4711: bind: ENODEV");
  }

  private static void sendFrames(PacketSocket socket, int count) {
    for (int i = 0; i < count; i++) {
      assertThat(socket.send(frame(i))).isZero();
    }
  }

  private static void layLink() {
    Tool.run("ip link add one index 1001 type veth peer name other index 1002");
    Sysctl.write("net.ipv6.conf.one.disable_ipv6", 1);
    Sysctl.write("net.ipv6.conf.other.disable_ipv6", 1);
    Tool.run("ip link set one up");
    Tool.run("ip link set other up");
    awaitQueue("one");
    awaitQueue("other");
  }

  /**
   * A link that is just up drops what is sent until it has a queue; a busy machine takes its time.
   */
  private static void awaitQueue(String link) {
    while (Tool.run("ip -o link show " + link).contains("qdisc noop ")) {
      Thread.onSpinWait();
    }
  }

  /** A frame of an Ethernet type for experiments, to an address that nobody has. */
  private static ByteBuffer frame(int number) {
    return ByteBuffer.allocate(60)
        .putLong(0x020000000001_0200L)
        .putInt(2)
        .putShort((short) 0x88b5)
        .putInt(number)
        .rewind();
  }

  private static ByteBuffer payload(int number) {
    return frame(number).position(14).slice();
  }

  private static List<ByteBuffer> received(PacketSocket socket) {
    List<ByteBuffer> frames = new ArrayList<>();
    while (socket.receive(frame -> frames.add(copy(frame))) > 0) {}
    return frames;
  }

  private static List<ByteBuffer> copied(PacketRing ring) {
    List<ByteBuffer> packets = new ArrayList<>();
    ring.receive(packet -> packets.add(copy(packet)));
    return packets;
  }

  private static ByteBuffer copy(ByteBuffer bytes) {
    return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
  }
}

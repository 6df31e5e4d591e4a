package org.srv6pipes.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@NeedsNamespace(tools = "ip6tables")
class RawIpv6Test {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration MOMENT = Duration.ofMillis(50);
  private static final int SERVER_PORT = 8000;

  private final OpenDescriptors before = OpenDescriptors.now();
  private final SocketAddress6 address = new SocketAddress6();
  private final RawIpv6 raw = RawIpv6.open();
  private final NfQueue queue = NfQueue.open(9, NfQueueOptions.forSyns());
  private int client;
  private int initialSequence;

  /** Its SYN is seen and then goes nowhere. */
  @BeforeEach
  void connect() {
    rule("-A OUTPUT -p tcp --syn --dport " + SERVER_PORT + " -j NFQUEUE --queue-num 9");
    client = TcpSocket.open();
    assertThat(TcpSocket.connect(client, 0, 1, SERVER_PORT)).isEqualTo(-Errno.EINPROGRESS);
    TcpSocket.localName(client, address);
    queue.drain(this::remember, 1);
  }

  private void remember(int packetId, int ingress, int mark, ByteBuffer syn, int flags) {
    initialSequence = syn.getInt(syn.position() + 44);
  }

  @AfterEach
  void nothingIsLeft() {
    rule("-F");
    TcpSocket.close(client);
    queue.close();
    raw.close();
    assertThat(OpenDescriptors.now()).isEqualTo(before);
  }

  @Test
  void shouldSendAResetThatTheConnectingSocketTakesAsRefused() {
    assertThat(sendReset(0)).isZero();
    assertThat(Poll.await(client, Poll.WRITABLE, PATIENCE)).isNotZero();
    assertThat(TcpSocket.takeError(client)).isEqualTo(Errno.ECONNREFUSED);
  }

  @Test
  void shouldMarkWhatItSends() {
    rule("-A OUTPUT -m mark --mark 0x42 -j DROP");
    sendReset(0x42);
    assertThat(Poll.await(client, Poll.WRITABLE, MOMENT)).as("dropped for its mark").isZero();
    sendReset(0x43);
    assertThat(Poll.await(client, Poll.WRITABLE, PATIENCE)).isNotZero();
  }

  @Test
  void shouldSayThatThereIsNoWay() {
    ByteBuffer packet = ByteBuffer.allocate(40).put(0, (byte) 0x60);
    assertThat(raw.send(packet, 0x20010db8L << 32, 1, 0)).isEqualTo(-Errno.ENETUNREACH);
    assertThat(packet.remaining()).isEqualTo(40);
  }

  /** As the server at [::1]:8000 would refuse the client. */
  private int sendReset(int mark) {
    ByteBuffer packet =
        ByteBuffer.allocate(60)
            .putInt(0x60000000)
            .putShort((short) 20)
            .put((byte) 6)
            .put((byte) 64)
            .putLong(0)
            .putLong(1)
            .putLong(0)
            .putLong(1)
            .putShort((short) SERVER_PORT)
            .putShort((short) address.port())
            .putInt(0)
            .putInt(initialSequence + 1)
            .putShort((short) 0x5014)
            .putShort((short) 0)
            .putInt(0)
            .flip();
    packet.putShort(56, checksum(packet));
    return raw.send(packet, 0, 1, mark);
  }

  /** RFC 9293: over both addresses, the length, the protocol and the segment. */
  private static short checksum(ByteBuffer packet) {
    int sum = 20 + 6;
    for (int i = 8; i < 60; i += 2) {
      sum += Short.toUnsignedInt(packet.getShort(i));
    }
    sum = (sum & 0xffff) + (sum >>> 16);
    return (short) ~(sum + (sum >>> 16));
  }

  private static void rule(String words) {
    Tool.run("ip6tables -w " + words);
  }
}

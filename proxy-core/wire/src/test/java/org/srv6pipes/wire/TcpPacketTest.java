package org.srv6pipes.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TcpPacketTest {
  private static final int CHECKSUM_FROM_END_OF_OPTIONS = 24;

  static Iterable<String> kernelPackets() {
    return KernelPackets.names();
  }

  @ParameterizedTest
  @MethodSource("kernelPackets")
  void shouldWriteWhatTheKernelWrote(String name) throws RefusedException {
    byte[] octets = KernelPackets.octets(name);
    TcpPacket packet = TcpPacket.parse(ByteBuffer.wrap(octets), WireOptions.DEFAULT);

    byte[] written = Buffers.written(packet.length(), packet::writeTo);

    assertThat(withoutChecksum(written)).containsExactly(withoutChecksum(octets));
  }

  @ParameterizedTest
  @MethodSource("kernelPackets")
  void shouldReadWhatItWrote(String name) throws RefusedException {
    TcpPacket packet =
        TcpPacket.parse(ByteBuffer.wrap(KernelPackets.octets(name)), WireOptions.DEFAULT);

    assertThat(TcpPacket.parse(ByteBuffer.wrap(packet.toBytes()), WireOptions.DEFAULT))
        .isEqualTo(packet);
  }

  /**
   * Every packet of the fixture has 20 octets of options, behind a checksum that the kernel left to
   * its hardware.
   */
  private static byte[] withoutChecksum(byte[] packet) {
    byte[] copy = packet.clone();
    int checksum = packet.length - CHECKSUM_FROM_END_OF_OPTIONS;
    Arrays.fill(copy, checksum, checksum + 2, (byte) 0);
    return copy;
  }
}

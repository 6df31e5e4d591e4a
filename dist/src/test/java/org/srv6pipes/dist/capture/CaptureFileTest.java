package org.srv6pipes.dist.capture;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.srv6pipes.dist.capture.CaptureFile.Packet;

class CaptureFileTest {

  private static final int ETHERNET = 1;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "true, 0xa1b2c3d4, 500000",
    "false, 0xa1b2c3d4, 500000",
    "true, 0xa1b23c4d, 500000000"
  })
  void shouldReadPcapInEitherByteOrderAndResolution(boolean big, String magic, int half)
      throws IOException {
    ByteBuffer file = buffer(big);
    file.putInt(Integer.parseUnsignedInt(magic.substring(2), 16));
    file.putShort((short) 2).putShort((short) 4).putLong(0).putInt(65_535).putInt(ETHERNET);
    record(file, 7, 0, frame(0x0800, 0x45));
    record(file, 7, half, frame(0x86dd, 0x60));

    List<Packet> packets = read(file);
    assertThat(packets).hasSize(1);
    assertThat(packets.getFirst().number()).as("IPv4 counts, and is left out").isEqualTo(2);
    assertThat(packets.getFirst().time()).isEqualTo(Duration.ofMillis(500));
    assertThat(packets.getFirst().bytes().get(0)).isEqualTo((byte) 0x60);
    assertThat(packets.getFirst().bytes().remaining()).isEqualTo(40);
  }

  @Test
  void shouldReadPcapng() throws IOException {
    ByteBuffer file = buffer(false);
    file.putInt(0x0a0d0d0a).putInt(28).putInt(0x1a2b3c4d).putInt(1).putLong(-1).putInt(28);
    file.putInt(1).putInt(32).putShort((short) ETHERNET).putShort((short) 0).putInt(0);
    file.putShort((short) 9).putShort((short) 1).putInt(9).putInt(0).putInt(32);
    packet(file, 1_000);
    packet(file, 3_000);

    List<Packet> packets = read(file);
    assertThat(packets).hasSize(2);
    assertThat(packets.getLast().time()).as("nanoseconds").isEqualTo(Duration.ofNanos(2_000));
  }

  @Test
  void shouldReadWhatIsThereOfAFileThatIsStillWritten() throws IOException {
    ByteBuffer file = buffer(false);
    file.putInt(0xa1b2c3d4).putInt(0x00040002).putLong(0).putInt(65_535).putInt(ETHERNET);
    record(file, 1, 0, frame(0x86dd, 0x60));
    file.putInt(1).putInt(0).putInt(1000).putInt(1000).putInt(42);
    assertThat(read(file)).hasSize(1);
  }

  @Test
  void shouldSayThatAFileIsNoCapture() {
    ByteBuffer file = buffer(true);
    file.put("#!/bin/sh\n".getBytes(US_ASCII));
    assertThatThrownBy(() -> read(file)).hasMessageContaining("neither pcap nor pcapng");
    assertThatThrownBy(() -> read(buffer(true))).hasMessageContaining("is empty");
  }

  private List<Packet> read(ByteBuffer file) throws IOException {
    byte[] bytes = new byte[file.position()];
    file.flip().get(bytes);
    return CaptureFile.read(Files.write(folder.resolve("file"), bytes));
  }

  private static ByteBuffer buffer(boolean big) {
    return ByteBuffer.allocate(1000).order(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
  }

  private static void record(ByteBuffer file, int seconds, int units, byte[] frame) {
    file.putInt(seconds).putInt(units).putInt(frame.length).putInt(frame.length).put(frame);
  }

  private static void packet(ByteBuffer file, int time) {
    byte[] frame = frame(0x86dd, 0x60);
    int padded = (frame.length + 3) & ~3;
    file.putInt(6).putInt(32 + padded).putInt(0).putInt(0).putInt(time);
    file.putInt(frame.length).putInt(frame.length).put(frame);
    file.put(new byte[padded - frame.length]).putInt(32 + padded);
  }

  private static byte[] frame(int type, int version) {
    byte[] frame = new byte[14 + 40];
    frame[12] = (byte) (type >> 8);
    frame[13] = (byte) type;
    frame[14] = (byte) version;
    return frame;
  }
}

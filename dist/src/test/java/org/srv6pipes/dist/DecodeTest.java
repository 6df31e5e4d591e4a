package org.srv6pipes.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.srv6pipes.lab.Capture;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.test.NamespaceTest;

/**
 * Packets between two proxies, as the dissector for Wireshark and {@code decode} read them.
 *
 * <pre>
 *   client ───── p1 ──(captured here)── p2 ───── server
 * </pre>
 */
@NamespaceTest(tools = "tshark")
@Timeout(120)
class DecodeTest {

  private static final Path DISSECTOR =
      Path.of(System.getProperty("srv6pipes.root"), "dist/wireshark/srv6pipes.lua");
  private static final int PORT = 8000;
  private static final int LINKTYPE_RAW = 101;
  private static final String FIRST = "fc00:1::aaaa:0:55";
  private static final String SECOND = "fc00:2::aaaa:0:66";

  @TempDir private Path folder;
  private final Lab lab = Lab.line("client", "p1", "p2", "server");
  private final TcpPeers.Echo server = TcpPeers.Echo.on(lab.host("server"), PORT);
  private Path file;

  @BeforeEach
  void capture() throws Exception {
    ProgramInLab.proxyFor(lab.host("p1"));
    ProgramInLab.proxyFor(lab.host("p2"), "egress = \"plain\"");
    lab.steer("client", "server", FIRST, SECOND);
    try (Capture capture = lab.host("p2").capture("p1")) {
      TcpPeers.exchange(
          TcpPeers.connect(lab.host("client"), lab.host("server"), PORT, 10_000), new byte[10]);
      await().atMost(ProgramInLab.PATIENCE).until(() -> capture.packets().size() > 6);
      file = Files.write(folder.resolve("between.pcap"), pcap(capture.packets()));
    }
  }

  @AfterEach
  void stop() {
    server.close();
    lab.close();
  }

  @Test
  void shouldNameFunctionsAndTheWayBackInWireshark() {
    List<String> syns =
        lab.host("p2")
            .check(
                "tshark",
                "-X",
                "lua_script:" + DISSECTOR,
                "-r",
                file.toString(),
                "-Y",
                "srv6pipes.return and tcp.flags.syn == 1 and tcp.flags.ack == 0",
                "-T",
                "fields",
                "-E",
                "separator=;",
                "-e",
                "srv6pipes.sid.active",
                "-e",
                "srv6pipes.function.name",
                "-e",
                "srv6pipes.parameters",
                "-e",
                "srv6pipes.return.segleft",
                "-e",
                "srv6pipes.return.segment")
            .stdout()
            .lines()
            .toList();
    assertThat(syns)
        .isNotEmpty()
        .allSatisfy(
            syn ->
                assertThat(syn)
                    .isEqualTo(SECOND + ";xor,xor;0x00000066,0x00000055;1;2001:db8:1::2," + FIRST));
  }

  @Test
  void shouldSayTheSameInWords() throws IOException {
    HostProcess decode = ProgramInLab.start(lab.host("p2"), "decode", "--syn", file.toString());
    try (OutputStream _ = decode.stdin()) {
      assertThat(decode.awaitExit(ProgramInLab.PATIENCE)).isZero();
    }
    assertThat(String.join("\n", decode.lines()))
        .containsPattern("> \\[2001:db8:2::2]:8000 +SYN, 0 bytes")
        .containsPattern("> " + SECOND + " +xor\\(key=0x66\\)")
        .containsPattern("> " + FIRST + " +xor\\(key=0x55\\)")
        .contains("return path");
  }

  private static byte[] pcap(List<byte[]> packets) {
    int size = 24 + packets.stream().mapToInt(packet -> 16 + packet.length).sum();
    ByteBuffer file = ByteBuffer.allocate(size).order(ByteOrder.BIG_ENDIAN);
    file.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4);
    file.putInt(0).putInt(0).putInt(65_535).putInt(LINKTYPE_RAW);
    int second = 0;
    for (byte[] packet : packets) {
      file.putInt(second++).putInt(0).putInt(packet.length).putInt(packet.length).put(packet);
    }
    return file.array();
  }
}

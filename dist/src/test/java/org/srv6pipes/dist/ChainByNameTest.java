package org.srv6pipes.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.srv6pipes.lab.Capture;
import org.srv6pipes.lab.RuleCounter;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.wire.RefusedException;
import org.srv6pipes.wire.TcpPacket;
import org.srv6pipes.wire.WireOptions;

/** {@code curl} takes a chain because the resolver says so; neither it nor nginx knows. */
@NamespaceTest(tools = {"unbound", "nginx", "curl", "dig"})
@Tag("becomes-another-user") // marks of sockets need root outside of a user namespace
@Timeout(300)
class ChainByNameTest {
  private static final byte[] ZSTD = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};

  private static final String POLICY =
      """
      [[policies]]
      names = ["www.example.test"]
      chain = "zstd-compress | zstd-decompress"
      ttl = "2s"
      """;

  @TempDir private Path folder;
  private NamedLab net;

  @BeforeEach
  void start() {
    net = new NamedLab(folder);
    net.startNames(Map.of(NamedLab.WEB, net.server.address()));
    net.startWeb();
    net.startNetwork();
    net.startResolver(POLICY);
  }

  @AfterEach
  void stop() {
    net.close();
  }

  private String fetch() {
    return net.client.check("curl", "-sS", "-m", "10", "http://www.example.test/").stdout();
  }

  /** How many packets of a capture carry the beginning of a zstd frame. */
  private static long zstdFrames(Capture capture) {
    return capture.packets().stream().filter(ChainByNameTest::beginsZstd).count();
  }

  private static boolean beginsZstd(byte[] packet) {
    try {
      int payload = TcpPacket.parse(ByteBuffer.wrap(packet), WireOptions.DEFAULT).length();
      return payload + ZSTD.length <= packet.length
          && ByteBuffer.wrap(packet, payload, ZSTD.length).equals(ByteBuffer.wrap(ZSTD));
    } catch (RefusedException e) {
      return false;
    }
  }

  private String chainOf(String name) {
    return net.client
        .check("dig", "+short", "@" + net.resolver.address(), "TXT", "_srv6pipes." + name)
        .stdout();
  }

  @Test
  void shouldTakeTheChainOfThePolicyUntilItIsRemoved() {
    RuleCounter past =
        net.lab
            .host("router")
            .countRule("PREROUTING", "-i", "server", "-p", "tcp", "!", "-d", "fc00::/16");
    net.startClient();
    Capture middle = net.lab.host("p3").capture("router");

    assertThat(fetch()).isEqualTo(NamedLab.PAGE);

    assertThat(zstdFrames(middle)).as("request and answer as zstd").isGreaterThanOrEqualTo(2);
    assertThat(past.packets()).as("answers past the proxies").isZero();
    middle.close();

    net.reloadResolver("");
    await()
        .atMost(ProgramInLab.PATIENCE)
        .until(
            () -> {
              long before = past.packets();
              assertThat(fetch()).isEqualTo(NamedLab.PAGE);
              return past.packets() > before;
            });
    assertThat(chainOf(NamedLab.WEB)).isEmpty();
    Capture after = net.lab.host("p3").capture("router");
    assertThat(fetch()).isEqualTo(NamedLab.PAGE);
    assertThat(zstdFrames(after)).isZero();
    after.close();
  }

  @Test
  void shouldAvoidADeadProxyAndReturnToIt() {
    net.startClient();
    List<String> sids = List.of(chainOf(NamedLab.WEB).split("[=, \"]"));
    String first = sids.stream().anyMatch(sid -> sid.startsWith("fc00:1::")) ? "p1" : "p2";
    String other = first.equals("p1") ? "fc00:2::" : "fc00:1::";

    net.killProxy(first);
    net.awaitResolver("proxy=" + first + " is down");
    assertThat(chainOf(NamedLab.WEB)).contains(other);
    await()
        .atMost(ProgramInLab.PATIENCE)
        .until(
            () ->
                net.client
                    .run("curl", "-sS", "-m", "3", "http://www.example.test/")
                    .stdout()
                    .equals(NamedLab.PAGE));

    net.startProxy(first);
    await().atMost(ProgramInLab.PATIENCE).until(() -> !chainOf(NamedLab.WEB).contains(other));
    assertThat(fetch()).isEqualTo(NamedLab.PAGE);
  }
}

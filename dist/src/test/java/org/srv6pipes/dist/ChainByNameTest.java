package org.srv6pipes.dist;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.srv6pipes.lab.Capture;
import org.srv6pipes.lab.CommandResult;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.RuleCounter;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.linux.ConnectMarks;
import org.srv6pipes.resolver.SocketAddresses;
import org.srv6pipes.resolver.client.ChainLookup;
import org.srv6pipes.resolver.client.Destination;

/** Programs take a chain because the resolver says so; neither they nor the server know. */
@NamespaceTest(tools = {"unbound", "nginx", "curl", "dig", "kdig"})
@Tag("becomes-another-user") // marks of sockets need root outside of a user namespace
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class ChainByNameTest {
  private static final String CHAIN = "zstd-compress | zstd-decompress";
  private static final String URL = "http://" + NamedLab.WEB + "/";

  /** Of health, because the machine may be slow. */
  private static final Duration TEN_INTERVALS = Duration.ofSeconds(50);

  private static final String POLICY =
      """
      [[policies]]
      names = ["www.example.test"]
      chain = "zstd-compress | zstd-decompress"
      ttl = "2s"
      """;

  @TempDir private static Path folder;
  private NamedLab net;
  private Lab lab;
  private RuleCounter past;

  @BeforeAll
  void start() {
    net = new NamedLab(folder);
    lab = net.lab;
    net.startNames(Map.of(NamedLab.WEB, net.server.address()));
    net.startWeb();
    net.startNetwork();
    net.startResolver(POLICY);
    net.startClient();
    past =
        lab.host("router")
            .countRule("PREROUTING", "-i", "server", "-p", "tcp", "!", "-d", "fc00::/16");
  }

  @BeforeEach
  void withPolicy() {
    net.reloadResolver(POLICY);
    await().atMost(ProgramInLab.PATIENCE).until(this::takesTheChain);
  }

  private boolean takesTheChain() {
    long before = past.packets();
    return fetch("-m", "3").equals(NamedLab.PAGE) && past.packets() == before;
  }

  @AfterAll
  void stop() {
    net.close();
  }

  private String fetch(String... options) {
    return curl(URL, options).stdout();
  }

  private CommandResult curl(String url, String... options) {
    return net.client.run(
        "sh", "-c", "exec curl -sS " + String.join(" ", options) + " '" + url + "'");
  }

  private String dig(String... arguments) {
    return net.client
        .check(
            "sh", "-c", "exec dig @" + net.resolver.address() + " " + String.join(" ", arguments))
        .stdout();
  }

  private String chain() {
    return dig("+short", "TXT", "_srv6pipes." + NamedLab.WEB);
  }

  @Test
  void shouldTakeTheChainOfThePolicyUntilItIsRemoved() {
    long before = past.packets();
    try (Capture middle = lab.host("p3").capture("router")) {
      assertThat(fetch()).isEqualTo(NamedLab.PAGE);
      assertThat(NamedLab.zstdFrames(middle)).as("request and answer").isGreaterThanOrEqualTo(2);
    }
    assertThat(past.packets()).as("answers past the proxies").isEqualTo(before);

    net.reloadResolver("");
    await()
        .atMost(ProgramInLab.PATIENCE)
        .until(() -> fetch().equals(NamedLab.PAGE) && past.packets() > before);
    assertThat(chain()).isEmpty();
    try (Capture after = lab.host("p3").capture("router")) {
      assertThat(fetch()).isEqualTo(NamedLab.PAGE);
      assertThat(NamedLab.zstdFrames(after)).isZero();
    }
  }

  @Test
  void shouldAvoidADeadProxyAndReturnToIt() {
    String first = chain().contains("fc00:1::") ? "p1" : "p2";
    String other = first.equals("p1") ? "fc00:2::" : "fc00:1::";

    net.killProxy(first);
    await().atMost(TEN_INTERVALS).until(() -> chain().contains(other));
    await().atMost(ProgramInLab.PATIENCE).until(() -> fetch("-m", "3").equals(NamedLab.PAGE));

    net.startProxy(first);
    await().atMost(TEN_INTERVALS).until(() -> !chain().contains(other));
    assertThat(fetch()).isEqualTo(NamedLab.PAGE);
  }

  @Test
  void shouldSayWhatAnAnswerComesDownTo() {
    CommandResult said =
        net.client.run(
            Duration.ofSeconds(60),
            ProgramInLab.command(
                "resolve", NamedLab.WEB, "--chain", CHAIN, "--resolver", net.resolverAddress()));

    assertThat(said.stdout())
        .contains("address   " + net.server.address() + "\n")
        .containsPattern("forward   fc00:[12]::10:0:0 fc00:3::11:0:0\n")
        .containsPattern("return    fc00:[12]::11:0:11 fc00:3::10:0:0\n")
        .containsPattern(
            "ip -6 route add 2001:db8:2::2/128 encap seg6 mode inline segs"
                + " fc00:[12]::10:0:0,fc00:3::11:0:0 via 2001:db8:1::1 dev router\n");
  }

  private List<String> run(String... command) {
    String[] start = {"run", "--chain", CHAIN, "--resolver", net.resolverAddress(), "--"};
    String[] all = new String[start.length + command.length];
    System.arraycopy(start, 0, all, 0, start.length);
    System.arraycopy(command, 0, all, start.length, command.length);
    return ProgramInLab.command(all);
  }

  @Test
  void shouldRunOneProgramInAChainAndLeaveNoTrace() {
    String before = HostState.of(net.client);
    String url = "http://[" + net.server.address() + "]/";
    long plain = past.packets();
    CommandResult fetched;
    try (Capture middle = lab.host("p3").capture("router")) {
      fetched = net.client.run(Duration.ofSeconds(60), run("curl", "-sS", url));
      assertThat(NamedLab.zstdFrames(middle)).isGreaterThanOrEqualTo(2);
    }
    assertThat(fetched.stdout()).isEqualTo(NamedLab.PAGE);
    assertThat(past.packets()).isEqualTo(plain);
    assertThat(net.client.run(Duration.ofSeconds(60), run("sh", "-c", "exit 7")).exitCode())
        .isEqualTo(7);
    assertThat(HostState.of(net.client)).isEqualTo(before);
    assertThat(cgroupsOfRuns()).isZero();
  }

  @Test
  void shouldLeaveNoTraceOfAProgramWhoseRunWasKilled() {
    String before = HostState.of(net.client);
    HostProcess run = net.client.start(run("sh", "-c", "echo begun; sleep 1000"), Map.of());
    run.awaitLine("begun", ProgramInLab.PATIENCE);
    assertThat(HostState.of(net.client)).contains("encap seg6").isNotEqualTo(before);

    run.signal("KILL");

    await()
        .atMost(ProgramInLab.PATIENCE)
        .until(() -> HostState.of(net.client).equals(before) && cgroupsOfRuns() == 0);
  }

  private static long cgroupsOfRuns() {
    try (var all = Files.list(ConnectMarks.cgroups().orElseThrow())) {
      return all.filter(it -> it.getFileName().toString().startsWith("srv6pipes-run-")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void shouldConnectALibrarysChannelWithItsWayBack() throws Exception {
    assertFetchesThroughTheChain(this::fetchByChannel);
  }

  @Test
  void shouldOpenALibrarysSocketWithItsWayBack() throws Exception {
    assertFetchesThroughTheChain(this::fetchBySocket);
  }

  private void assertFetchesThroughTheChain(Callable<String> fetch) throws Exception {
    long plain = past.packets();
    String answer;
    try (Capture middle = lab.host("p3").capture("router")) {
      answer = net.client.call(fetch);
      assertThat(NamedLab.zstdFrames(middle)).isGreaterThanOrEqualTo(2);
    }
    assertThat(answer).endsWith(NamedLab.PAGE);
    assertThat(past.packets()).isEqualTo(plain);
  }

  private Destination found() throws IOException {
    ChainLookup lookup =
        new ChainLookup(
            SocketAddresses.parse(net.resolverAddress()), Duration.ofSeconds(10), "test");
    return lookup.find(NamedLab.WEB, Optional.empty());
  }

  private String fetchByChannel() throws Exception {
    Destination destination = found();
    assertThat(destination.chain().orElseThrow().back()).hasSize(2);
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    HttpReader reader = new HttpReader();
    try {
      destination
          .connect(
              new Bootstrap().group(loop).channel(EpollSocketChannel.class).handler(reader), 80)
          .sync();
      return reader.answer.get(20, TimeUnit.SECONDS);
    } finally {
      loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }

  private String fetchBySocket() throws Exception {
    try (Socket socket = found().open(80, Duration.ofSeconds(20))) {
      assertThat(socket.getInetAddress()).isEqualTo(net.server.address().toInet());
      socket.setSoTimeout(300);
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }

  /** Sends a request, and has the answer when the server closes. */
  private static final class HttpReader extends SimpleChannelInboundHandler<ByteBuf> {
    private final CompletableFuture<String> answer = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();

    @Override
    public void channelActive(ChannelHandlerContext context) {
      ChannelFuture _ =
          context.writeAndFlush(Unpooled.copiedBuffer("GET / HTTP/1.0\r\n\r\n", US_ASCII));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf octets) {
      text.append(octets.toString(US_ASCII));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      answer.complete(text.toString());
    }
  }

  @Test
  void shouldBeUnderstoodByDigKdigAndUnbound() {
    String wanted = net.server.address().toString();

    assertThat(dig("+short", "AAAA", NamedLab.WEB)).isEqualTo(wanted + "\n");
    assertThat(dig("AAAA", NamedLab.WEB))
        .contains("status: NOERROR", "flags: qr rd ra", "ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 1")
        .doesNotContain("WARNING", "Warning", "TYPE65281");
    assertThat(dig("+tcp", "+dnssec", "AAAA", NamedLab.WEB)).contains("status: NOERROR");
    assertThat(dig("+ednsopt=65010:", "AAAA", NamedLab.WEB)).contains("TYPE65281 \\# 68 01000202");
    assertThat(dig("nothing.example.test")).contains("status: NXDOMAIN");
    assertThat(
            net.client
                .check("kdig", "+short", "@" + net.resolver.address(), "AAAA", NamedLab.WEB)
                .stdout())
        .isEqualTo(wanted + "\n");
    assertThat(throughUnbound()).isEqualTo(wanted + "\n");
  }

  /** What a client gets of an unbound that has our resolver as its forwarder. */
  private String throughUnbound() {
    Path config =
        net.write(
            "front.conf",
            """
            server:
              do-daemonize: no
              chroot: ""
              username: ""
              pidfile: ""
              use-syslog: no
              use-caps-for-id: yes
              module-config: "iterator"
              interface: ::1@5353
              local-zone: "test." nodefault
            forward-zone:
              name: "."
              forward-addr: %s
            """
                .formatted(net.resolver.address()));
    try (HostProcess _ = net.client.start("unbound", "-d", "-c", config.toString())) {
      await().atMost(ProgramInLab.PATIENCE).until(() -> !digFront().isEmpty());
      return digFront();
    }
  }

  private String digFront() {
    return net.client
        .run("dig", "+short", "+time=2", "-p", "5353", "@::1", "AAAA", NamedLab.WEB)
        .stdout();
  }
}

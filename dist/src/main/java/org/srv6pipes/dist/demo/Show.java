package org.srv6pipes.dist.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.srv6pipes.dist.ProgramProcess;
import org.srv6pipes.dist.WrittenChain;
import org.srv6pipes.dist.web.LocalHost;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.LinkBytes;
import org.srv6pipes.lab.LinkShape;
import org.srv6pipes.lab.Scratch;
import org.srv6pipes.lab.Topology;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.SidLayout;

/**
 * Something to look at: two proxies with two ways between them, and connections that come and go
 * through both, until it is closed.
 *
 * <pre>
 *                  ┌─ north ─┐
 *   client ─── p1 ─┤         ├─ p2 ─── server
 *                  └─ south ─┘
 * </pre>
 */
public final class Show implements AutoCloseable {

  private static final int PORT = 8000;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final LinkShape LINK = LinkShape.PLAIN.withRate(100_000_000);
  private static final int[] MEGABITS = {40, 25, 10, 3};
  private static final int ROUNDS_PER_SECOND = 50;
  private static final int ROUNDS = 60 * ROUNDS_PER_SECOND;

  private final WrittenChain chain;
  private final Lab lab;
  private final Scratch scratch = new Scratch();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Map<String, HostProcess> proxies = new LinkedHashMap<>();

  /** Brings the hosts up. */
  public Show(WrittenChain chain) throws IOException {
    this.chain = chain;
    this.lab =
        Lab.start(
            Topology.builder()
                .host("client")
                .proxy("p1")
                .router("north")
                .router("south")
                .proxy("p2")
                .host("server")
                .link("client", "p1", LINK)
                .link("p1", "north", LINK)
                .link("p1", "south", LINK)
                .link("north", "p2", LINK)
                .link("south", "p2", LINK)
                .link("p2", "server", LINK)
                .build());
  }

  public List<LocalHost> hosts() {
    return lab.hosts().stream().map(host -> LocalHost.ofLab(host.name(), host.pid())).toList();
  }

  /** The command that lets what goes from p1 to p2 take the southern way. */
  public String detour() {
    return "nsenter -t " + lab.host("p1").pid() + " -n " + String.join(" ", southernRoute());
  }

  private List<String> southernRoute() {
    String gateway = lab.host("south").addressTo("p1").toString();
    return List.of("ip", "-6", "route", "replace", lab.sidPrefix("p2").toString(), "via", gateway);
  }

  /** Does what {@link #detour} says. */
  void takeDetour() {
    lab.host("p1").check(southernRoute().toArray(String[]::new));
  }

  void killProxy(String host) {
    Objects.requireNonNull(proxies.get(host)).signal("KILL");
  }

  LinkBytes linkBytes(String host, String peer) {
    return lab.host(host).linkBytes(peer);
  }

  /** Starts the proxies and the connections. */
  public void begin() throws IOException {
    for (String name : List.of("p1", "p2")) {
      List<String> lines =
          new ArrayList<>(
              List.of("sid-prefixes = [\"" + lab.sidPrefix(name) + "\"]", "egress = \"plain\""));
      lines.addAll(chain.configuration());
      Path file = scratch.file(name + ".toml", String.join("\n", lines));
      proxies.put(
          name,
          lab.host(name)
              .start(ProgramProcess.command(List.of("proxy", "-c", file.toString())), Map.of()));
    }
    proxies.values().forEach(proxy -> proxy.awaitLine("ready", PATIENCE));
    lab.steer("client", "server", segments());
    ServerSocket listener = lab.host("server").call(Show::listen);
    lab.host("server").startThread("server", () -> serve(listener));
    for (int megabits : MEGABITS) {
      lab.host("client").startThread("client-" + megabits, () -> talk(megabits));
    }
  }

  /** The first half of the steps at p1, the others at p2. */
  private String[] segments() {
    int steps = chain.steps().size();
    List<Ipv6Address> sids = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      WrittenChain.Step step = chain.steps().get(i);
      String proxy = 2 * i < steps ? "p1" : "p2";
      sids.add(
          SidLayout.DEFAULT.encode(
              lab.sidPrefix(proxy), step.function().number(), step.parameters().bits()));
    }
    return sids.stream().map(Ipv6Address::toString).toArray(String[]::new);
  }

  private static ServerSocket listen() throws IOException {
    ServerSocket listener = new ServerSocket();
    listener.bind(new InetSocketAddress(Inet6Address.getByName("::"), PORT));
    return listener;
  }

  private void serve(ServerSocket listener) {
    while (closed.getCount() > 0) {
      try {
        Socket connection = listener.accept();
        Thread.ofPlatform().daemon().start(() -> answer(connection));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  /** Answers a tenth of what it hears. */
  private static void answer(Socket connection) {
    byte[] heard = new byte[64 << 10];
    try (connection) {
      for (int count = connection.getInputStream().read(heard);
          count >= 0;
          count = connection.getInputStream().read(heard)) {
        connection.getOutputStream().write(heard, 0, count / 10);
      }
    } catch (IOException e) {
      // The client begins anew.
    }
  }

  private void talk(int megabits) {
    try {
      while (!closed.await(1, TimeUnit.SECONDS)) {
        converse(megabits);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One connection of a minute, as log lines that a program might send. */
  private void converse(int megabits) throws InterruptedException {
    Random random = new Random(megabits);
    try (Socket socket = new Socket(lab.host("server").address().toInet(), PORT)) {
      Thread.ofPlatform().daemon().start(() -> drain(socket));
      OutputStream out = socket.getOutputStream();
      int bytes = megabits * 1_000_000 / 8 / ROUNDS_PER_SECOND;
      for (int round = 0; round < ROUNDS; round++) {
        out.write(lines(random, bytes));
        if (closed.await(1000 / ROUNDS_PER_SECOND, TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    } catch (IOException e) {
      // A proxy or a link is gone: the next one may find them back.
    }
  }

  private static void drain(Socket socket) {
    try {
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // Its writer sees it too.
    }
  }

  private static byte[] lines(Random random, int bytes) {
    StringBuilder text = new StringBuilder();
    while (text.length() < bytes) {
      text.append(
          "host=web-%02d user=%06x request=%d status=%d%n"
              .formatted(
                  random.nextInt(20),
                  random.nextInt(1 << 24),
                  random.nextInt(100_000),
                  200 + random.nextInt(5)));
    }
    return text.substring(0, bytes).getBytes(UTF_8);
  }

  @Override
  public void close() {
    closed.countDown();
    lab.close();
    scratch.close();
  }
}

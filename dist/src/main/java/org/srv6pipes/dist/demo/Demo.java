package org.srv6pipes.dist.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.srv6pipes.dist.PassingKeys;
import org.srv6pipes.dist.ProgramProcess;
import org.srv6pipes.dist.WrittenChain;
import org.srv6pipes.lab.Capture;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.LabException;
import org.srv6pipes.lab.Scratch;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Octets;
import org.srv6pipes.wire.SidLayout;

/**
 * One connection of a client and a server that know nothing, through proxies on a line between
 * them: hosts in namespaces, each proxy the real program as a process of its own, the bytes read
 * from the packets on each link.
 */
public final class Demo implements AutoCloseable {

  private static final int PORT = 8000;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String CLIENT = "client";
  private static final String SERVER = "server";

  private final WrittenChain chain;
  private final List<String> names;
  private final Lab lab;
  private final Scratch scratch = new Scratch();
  private final List<HostProcess> proxies = new ArrayList<>();

  /**
   * Brings the hosts up.
   *
   * @param proxies on the line; if there are fewer than steps, some run several in one pass
   */
  public Demo(WrittenChain chain, int proxies) throws IOException {
    this.chain = PassingKeys.suit(chain) ? PassingKeys.give(chain, scratch.path("keys")) : chain;
    this.names =
        Stream.of(
                Stream.of(CLIENT),
                IntStream.rangeClosed(1, proxies).mapToObj(i -> "p" + i),
                Stream.of(SERVER))
            .flatMap(it -> it)
            .toList();
    this.lab = Lab.line(names.toArray(String[]::new));
  }

  /** A step of the chain and the SID that names it. */
  public record Segment(String proxy, WrittenChain.Step step, Ipv6Address sid) {}

  /** The bytes on the link between two hosts. */
  public record LinkView(String from, String to, Stretch bytes) {}

  /**
   * What happened.
   *
   * @param client the client's own view of its address and port
   * @param seenByServer the server's view of the client
   * @param answer what the client got back
   * @param connectMillis from the client's SYN to its established connection
   */
  public record Outcome(
      List<Segment> segments,
      List<LinkView> links,
      InetSocketAddress client,
      InetSocketAddress seenByServer,
      Octets heard,
      Octets answer,
      long connectMillis) {}

  public List<String> hosts() {
    return names;
  }

  public Ipv6Address serverAddress() {
    return lab.host(SERVER).address();
  }

  /** The segment list: the steps in order, spread evenly over the proxies. */
  public List<Segment> segments() {
    int proxies = names.size() - 2;
    int used = Math.min(proxies, chain.steps().size());
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < chain.steps().size(); i++) {
      WrittenChain.Step step = chain.steps().get(i);
      String proxy = names.get(1 + i * used / chain.steps().size());
      Ipv6Address sid =
          SidLayout.DEFAULT.encode(
              lab.sidPrefix(proxy), step.function().number(), step.parameters().bits());
      segments.add(new Segment(proxy, step, sid));
    }
    return segments;
  }

  /** Starts the proxies, sends the message through them, and looks at the packets. */
  public Outcome run(String message) throws IOException, InterruptedException {
    startProxies();
    steer();
    List<Capture> captures = capture();
    // Closed in any case: of a client that is refused, or reset at once, the server may never hear.
    try (ServerSocket listener = lab.host(SERVER).call(Demo::listen)) {
      CompletableFuture<Seen> seen =
          CompletableFuture.supplyAsync(
              () -> serve(listener), task -> lab.host(SERVER).startThread(SERVER, task));
      long before = System.nanoTime();
      Socket socket = connect();
      long connectMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
      InetSocketAddress own = (InetSocketAddress) socket.getLocalSocketAddress();
      byte[] answer = exchange(socket, message);
      Seen server = await(seen);
      return new Outcome(
          segments(),
          links(captures, own.getPort()),
          own,
          server.client(),
          server.heard(),
          Octets.of(answer),
          connectMillis);
    }
  }

  private Socket connect() throws IOException {
    try {
      return lab.host(CLIENT).call(() -> new Socket(lab.host(SERVER).address().toInet(), PORT));
    } catch (LabException e) {
      if (e.getCause() instanceof IOException refused) {
        throw refused;
      }
      throw e;
    }
  }

  private record Seen(InetSocketAddress client, Octets heard) {}

  /** What the proxies have said so far that was no good news. */
  public List<String> complaints() {
    return proxies.stream()
        .flatMap(proxy -> proxy.lines().stream())
        .filter(line -> Stream.of(" WARN ", " ERROR ", " refused ").anyMatch(line::contains))
        .toList();
  }

  private void startProxies() throws IOException {
    for (String name : names.subList(1, names.size() - 1)) {
      Host host = lab.host(name);
      List<String> lines =
          new ArrayList<>(
              List.of("sid-prefixes = [\"" + host.sidPrefix() + "\"]", "egress = \"plain\""));
      lines.addAll(chain.configuration());
      Path file = scratch.file(name + ".toml", String.join("\n", lines));
      proxies.add(
          host.start(ProgramProcess.command(List.of("proxy", "-c", file.toString())), Map.of()));
    }
    proxies.forEach(proxy -> proxy.awaitLine("ready", PATIENCE));
  }

  /** An unmodified client: a route of the kernel puts the segments on what it sends. */
  private void steer() {
    lab.steer(
        CLIENT, SERVER, segments().stream().map(it -> it.sid().toString()).toArray(String[]::new));
  }

  private List<Capture> capture() {
    List<Capture> captures = new ArrayList<>();
    for (int i = 1; i < names.size(); i++) {
      captures.add(lab.host(names.get(i)).capture(names.get(i - 1)));
    }
    return captures;
  }

  private static ServerSocket listen() throws IOException {
    ServerSocket listener = new ServerSocket();
    listener.bind(new InetSocketAddress(Inet6Address.getByName("::"), PORT));
    return listener;
  }

  /** A server that answers what it heard: whatever the chain did to it, its inverse undoes. */
  private static Seen serve(ServerSocket listener) {
    try (Socket connection = listener.accept()) {
      byte[] heard = connection.getInputStream().readAllBytes();
      connection.getOutputStream().write(heard);
      return new Seen((InetSocketAddress) connection.getRemoteSocketAddress(), Octets.of(heard));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] exchange(Socket socket, String message) throws IOException {
    try (socket) {
      socket.getOutputStream().write(message.getBytes(UTF_8));
      socket.shutdownOutput();
      return socket.getInputStream().readAllBytes();
    }
  }

  private static Seen await(CompletableFuture<Seen> seen) throws IOException, InterruptedException {
    try {
      return seen.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the server did not see the connection to its end", e);
    }
  }

  private List<LinkView> links(List<Capture> captures, int clientPort) {
    List<LinkView> links = new ArrayList<>();
    for (int i = 0; i < captures.size(); i++) {
      Stretch bytes = Stretch.of(captures.get(i).packets(), clientPort);
      links.add(new LinkView(names.get(i), names.get(i + 1), bytes));
    }
    return links;
  }

  @Override
  public void close() {
    lab.close();
    scratch.close();
  }
}

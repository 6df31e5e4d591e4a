package org.srv6pipes.benchmarks.times;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.srv6pipes.benchmarks.engine.Listening;
import org.srv6pipes.benchmarks.measure.Measure;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.LabException;
import org.srv6pipes.lab.Scratch;
import org.srv6pipes.lab.Topology;

/**
 * {@code dnsperf} asks the resolver for names that it has in its cache, and unbound for the same.
 */
final class Queries implements Trial {

  private static final String OURS = "ours";
  private static final String UNBOUND = "unbound";
  private static final int PORT_OF_OURS = 53;
  private static final int PORT_OF_UNBOUND = 5300;
  private static final int NAMES = 1000;
  private static final int SECONDS = 3;
  private static final int STEADY_RATE = 20_000;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Pattern MEASURED =
      Pattern.compile("Queries lost:\\s+(\\d+).*Queries per second:\\s+([0-9.]+)", Pattern.DOTALL);

  private final Lab lab = Lab.start(Topology.line(List.of("client", "server")));
  private final Path names;
  private final List<String> options;

  private Queries(Path launcher, Scratch scratch, List<String> options) {
    this.options = options;
    this.names = scratch.file("names", names(" AAAA"));
    Host server = lab.host("server");
    HostProcess unbound =
        server.start("unbound", "-d", "-p", "-c", scratch.file("unbound", unbound()).toString());
    Listening.awaitUdp(server, PORT_OF_UNBOUND, unbound);
    Path file = scratch.file("resolver.toml", ours());
    server
        .start(launcher.toString(), "resolver", "-c", file.toString())
        .awaitLine("ready", PATIENCE);
    subjects().forEach(this::run);
  }

  /** With as many queries under way as are answered without loss. */
  static Queries asFastAsTheyGo(Path launcher, Scratch scratch) {
    return new Queries(launcher, scratch, List.of());
  }

  /** With so many queries a second as a busy network has. */
  static Queries steady(Path launcher, Scratch scratch) {
    return new Queries(launcher, scratch, List.of("-Q", Integer.toString(STEADY_RATE)));
  }

  private static String names(String afterEach) {
    return IntStream.range(0, NAMES)
        .mapToObj(i -> "n%d.example.test%s\n".formatted(i, afterEach))
        .collect(Collectors.joining());
  }

  private static String unbound() {
    String records =
        names(". 3600 IN AAAA 2001:db8::1")
            .lines()
            .map("  local-data: \"%s\"\n"::formatted)
            .collect(Collectors.joining());
    return """
    server:
      interface: ::0@%d
      num-threads: 2
      access-control: ::/0 allow
      chroot: ""
      username: ""
      pidfile: ""
      use-syslog: no
      do-daemonize: no
      local-zone: "example.test." static
    %s
    """
        .formatted(PORT_OF_UNBOUND, records);
  }

  private String ours() {
    return """
    listen = ["[%s]:%d"]
    upstreams = ["[::1]:%d"]
    allow-from = ["::/0"]
    rate-limit = "0/s"
    """
        .formatted(lab.host("server").address(), PORT_OF_OURS, PORT_OF_UNBOUND);
  }

  @Override
  public List<String> subjects() {
    return List.of(OURS, UNBOUND);
  }

  @Override
  public Sample run(String subject) {
    int port = OURS.equals(subject) ? PORT_OF_OURS : PORT_OF_UNBOUND;
    List<String> command =
        new ArrayList<>(
            List.of(
                "dnsperf",
                "-s",
                lab.host("server").address().toString(),
                "-p",
                Integer.toString(port),
                "-d",
                names.toString(),
                "-l",
                Integer.toString(SECONDS)));
    command.addAll(options);
    String said = lab.host("client").run(PATIENCE, command).orThrow().stdout();
    Matcher measured = MEASURED.matcher(said);
    if (!measured.find()) {
      throw new LabException("dnsperf has not said what it measured: " + said);
    }
    return new Sample(
        Measure.REQUESTS, Double.parseDouble(measured.group(2)), Long.parseLong(measured.group(1)));
  }

  @Override
  public void close() {
    lab.close();
  }
}

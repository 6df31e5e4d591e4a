package org.srv6pipes.dist;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Lab;

/** The program as its user has it, as a process of its own in a host of a lab. */
final class ProgramInLab {

  /** Long, because several start at once on a busy machine. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Path BUILT = Path.of(System.getProperty("srv6pipes.root"), "dist", "target");

  /** What a proxy loads its built-in functions from. */
  static final Path FUNCTIONS = BUILT.resolve("functions");

  private static final Path CACHED_CLASSES = BUILT.resolve("start").resolve("classes.aot");

  private ProgramInLab() {}

  /** Starts a proxy with this configuration and waits until it is ready. */
  static HostProcess proxy(Host host, String... configuration) {
    HostProcess process = startProxy(host, configuration);
    process.awaitLine("ready", PATIENCE);
    return process;
  }

  /** Starts a proxy for the host's own prefix, with further lines of configuration. */
  static HostProcess proxyFor(Host host, String... furtherLines) {
    HostProcess process = startProxyFor(host, furtherLines);
    process.awaitLine("ready", PATIENCE);
    return process;
  }

  /** Starts proxies side by side, each for its host's own prefix, and waits until all are ready. */
  static List<HostProcess> proxies(Lab lab, List<String> names, String... furtherLines) {
    List<HostProcess> proxies =
        names.stream().map(name -> startProxyFor(lab.host(name), furtherLines)).toList();
    proxies.forEach(proxy -> proxy.awaitLine("ready", PATIENCE));
    return proxies;
  }

  private static HostProcess startProxyFor(Host host, String... furtherLines) {
    return startProxy(host, linesFor(host, furtherLines));
  }

  private static String[] linesFor(Host host, String... furtherLines) {
    List<String> lines = new ArrayList<>(List.of("sid-prefixes = [\"" + host.sidPrefix() + "\"]"));
    lines.addAll(List.of(furtherLines));
    return lines.toArray(String[]::new);
  }

  /** Starts a proxy for the host's own prefix that may have so many files open. */
  static HostProcess proxyWithFiles(Host host, int files, String... furtherLines) {
    List<String> words = new ArrayList<>(List.of("prlimit", "--nofile=" + files + ":" + files));
    words.addAll(command("proxy", "-c", file(linesFor(host, furtherLines)).toString()));
    return host.start(words, Map.of());
  }

  /**
   * Starts a proxy for the host's own prefix whose JVM has these options, and waits until it is
   * ready.
   */
  static HostProcess proxyWithJvm(Host host, String options, String... furtherLines) {
    List<String> words = command("proxy", "-c", file(linesFor(host, furtherLines)).toString());
    HostProcess process = host.start(words, Map.of("JAVA_TOOL_OPTIONS", options));
    process.awaitLine("ready", PATIENCE);
    return process;
  }

  static HostProcess startProxy(Host host, String... configuration) {
    return start(host, "proxy", "-c", file(configuration).toString());
  }

  /** Starts the server role with this configuration and waits until it is ready. */
  static HostProcess server(Host host, String... configuration) {
    HostProcess process = start(host, "server", "-c", file(configuration).toString());
    process.awaitLine("ready", PATIENCE);
    return process;
  }

  static HostProcess start(Host host, String... arguments) {
    return host.start(command(arguments), Map.of());
  }

  /** What the program says, on both channels, until it ends by itself. */
  static String said(Host host, String... arguments) {
    HostProcess process = start(host, arguments);
    try (OutputStream _ = process.stdin()) {
      process.awaitExit(PATIENCE);
      return String.join("\n", process.lines());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What runs the program with these arguments. */
  static List<String> command(String... arguments) {
    return ProgramProcess.command(
        classPath(),
        Optional.of(CACHED_CLASSES).filter(Files::exists),
        Optional.of(FUNCTIONS),
        List.of(arguments));
  }

  /** In the order in which the launcher names the jars: the cache is of no use for another one. */
  private static String classPath() {
    try (Stream<Path> files = Files.list(BUILT.resolve("lib"))) {
      return files
          .map(Path::toString)
          .filter(it -> it.endsWith(".jar"))
          .sorted()
          .collect(Collectors.joining(":"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path file(String... lines) {
    try {
      Path file = Files.createTempFile("srv6pipes-test", ".toml");
      file.toFile().deleteOnExit();
      return Files.write(file, List.of(lines));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package org.srv6pipes.functions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.srv6pipes.function.FlowContext;
import org.srv6pipes.function.Problems;

/**
 * A program with what it may not do: gain privileges, inherit those of the proxy, take more memory
 * than allowed. setpriv(1) and prlimit(1) of util-linux see to that before they become the program.
 */
record Command(List<String> words, String name, Duration timeLimit) {

  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  static Optional<Command> of(
      List<String> program,
      String user,
      long memoryLimit,
      Duration timeLimit,
      String key,
      Problems problems) {
    List<String> words = new ArrayList<>(wrapper(user, memoryLimit));
    words.addAll(program);
    List<String> missing =
        Stream.of("setpriv", "prlimit", program.get(0)).filter(word -> !isProgram(word)).toList();
    for (String word : missing) {
      problems.report(key, "there is no program " + word, "looked for in " + PATH);
    }
    return missing.isEmpty()
        ? Optional.of(new Command(words, program.get(0), timeLimit))
        : Optional.empty();
  }

  private static List<String> wrapper(String user, long memoryLimit) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("setpriv", "--no-new-privs", "--inh-caps=-all", "--ambient-caps=-all"));
    if (isRoot()) {
      // Root gets all capabilities of the bounding set with every program that it starts.
      words.add("--bounding-set=-all");
    }
    if (!user.isEmpty()) {
      words.addAll(List.of("--reuid=" + user, "--regid=" + user, "--init-groups"));
    }
    words.addAll(List.of("--", "prlimit", "--core=0"));
    if (memoryLimit > 0) {
      words.add("--as=" + memoryLimit);
    }
    words.add("--");
    return words;
  }

  private static boolean isRoot() {
    try {
      return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException e) {
      throw new UncheckedIOException("nobody can say who we are", e);
    }
  }

  private static boolean isProgram(String word) {
    return word.contains("/")
        ? Files.isExecutable(Path.of(word))
        : Stream.of(PATH.split(":")).anyMatch(folder -> Files.isExecutable(Path.of(folder, word)));
  }

  /** Starts it; its environment is a path and whom it serves. */
  Process start(FlowContext flow) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(words).directory(Path.of("/").toFile());
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put("PATH", PATH);
    environment.put("SRV6PIPES_CLIENT", text(flow.client()));
    environment.put("SRV6PIPES_SERVER", text(flow.server()));
    environment.put("SRV6PIPES_DIRECTION", flow.direction().name().toLowerCase(Locale.ROOT));
    environment.put("SRV6PIPES_SID", flow.sid().getHostAddress());
    return builder.start();
  }

  private static String text(InetSocketAddress address) {
    return "[" + address.getAddress().getHostAddress() + "]:" + address.getPort();
  }
}

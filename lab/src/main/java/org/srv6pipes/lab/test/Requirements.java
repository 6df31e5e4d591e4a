package org.srv6pipes.lab.test;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What must be there before a namespace test can run. */
final class Requirements {
  private static final List<String> ALWAYS = List.of("ip", "ip6tables", "unshare", "nsenter");

  private Requirements() {}

  /** What is missing, as a sentence; empty if nothing is. */
  static Optional<String> missing(String... tools) {
    String refused = System.getenv("SRV6PIPES_NO_NAMESPACES");
    if (refused != null) {
      return Optional.of("namespaces cannot be made here: " + refused);
    }
    String absent =
        Stream.concat(ALWAYS.stream(), Arrays.stream(tools))
            .filter(tool -> !isOnPath(tool))
            .collect(Collectors.joining(", "));
    return absent.isEmpty() ? Optional.empty() : Optional.of("not on the PATH: " + absent);
  }

  private static boolean isOnPath(String tool) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Arrays.stream(path.split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
  }
}

package org.srv6pipes.linux;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The capabilities that count now. In a user namespace they hold for what belongs to that namespace
 * only.
 *
 * @param effective what this thread may do
 */
public record Capabilities(Set<Capability> effective) {
  private static final Path STATUS = Path.of("/proc/thread-self/status");
  private static final String LABEL = "CapEff:";

  public Capabilities {
    effective = Collections.unmodifiableSet(effective);
  }

  /** Those of the calling thread. */
  public static Capabilities ofThisThread() {
    try (var lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith(LABEL))
          .map(line -> parse(line.substring(LABEL.length()).strip()))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param hex a set of bits, as in /proc/PID/status
   */
  static Capabilities parse(String hex) {
    long bits = Long.parseUnsignedLong(hex, 16);
    Set<Capability> effective = EnumSet.noneOf(Capability.class);
    Capability[] inOrder = Capability.values();
    for (int i = 0; i < inOrder.length; i++) {
      if ((bits >>> i & 1) != 0) {
        effective.add(inOrder[i]);
      }
    }
    return new Capabilities(effective);
  }

  public boolean has(Capability capability) {
    return effective.contains(capability);
  }

  /**
   * What to tell the operator when some of {@code needed} are missing; empty when all are there.
   */
  public Optional<String> complaint(Set<Capability> needed) {
    if (effective.containsAll(needed)) {
      return Optional.empty();
    }
    String missing =
        needed.stream().filter(one -> !has(one)).sorted().map(Enum::name).collect(joining(", "));
    String all = needed.stream().sorted().map(Enum::name).collect(joining(" "));
    return Optional.of(
        "Missing "
            + missing
            + ": run as root, or give the service AmbientCapabilities="
            + all
            + ".");
  }
}

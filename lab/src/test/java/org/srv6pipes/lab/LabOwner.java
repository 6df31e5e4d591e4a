package org.srv6pipes.lab;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A JVM of its own that makes a lab, for tests that kill it. */
final class LabOwner {
  private static final Topology LINE = Topology.line(List.of("client", "p1", "server"));

  private LabOwner() {}

  /**
   * With {@code hold}: prints what {@code id -u} says in a host, the process ids of the hosts, and
   * a folder of its own, then waits for the end of standard input. With {@code up FOLDER}: makes a
   * lab that outlives it.
   */
  public static void main(String[] arguments) throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    if (arguments[0].equals("up")) {
      new LabRegistry(Path.of(arguments[1])).up(Optional.of("mine"), LINE);
      return;
    }
    try (Lab lab = Lab.start(LINE);
        Scratch scratch = new Scratch()) {
      out.println("uid " + lab.host("client").check("id", "-u").stdout().strip());
      lab.hosts().forEach(host -> out.println(host.pid()));
      out.println(scratch.file("secret", "key").toAbsolutePath());
      System.in.readAllBytes();
    }
  }
}

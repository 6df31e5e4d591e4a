package org.srv6pipes.dist;

import java.util.List;
import org.srv6pipes.dist.cli.Program;

/**
 * Runs the short commands once, while the JVM writes down which classes they need (JEP 483), so
 * that the next start finds them loaded and linked. Started by the launcher after a build.
 */
final class Rehearsal {

  private static final List<List<String>> COMMANDS = List.of(List.of("--help"), List.of("version"));

  private Rehearsal() {}

  public static void main(String[] args) {
    COMMANDS.forEach(command -> Program.run(command.toArray(String[]::new)));
  }
}

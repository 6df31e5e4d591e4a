package org.srv6pipes.dist;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.srv6pipes.endhost.client.ProgramPath;
import org.srv6pipes.rules.HostRules;
import org.srv6pipes.service.Signals;
import org.srv6pipes.wire.Ipv6Address;

/**
 * One unmodified program whose connections take a chain. A guard waits beside it and cleans up
 * should this process be killed: it notices that the pipe to it is closed without a word.
 */
public final class ProgramRun {

  /** The option by which the guard asks this program to clean up after a dead one. */
  public static final String UNDO = "--undo";

  private static final String GUARD =
      "trap '' HUP INT TERM; read -r over || exec \"$@\" >/dev/null 2>&1";
  private static final String JOIN = "echo $$ > \"$0\" && exec \"$@\"";

  private ProgramRun() {}

  /**
   * Runs a program to its end.
   *
   * @param sids in the order in which bytes to the server meet them
   * @return its exit code
   */
  public static int run(List<Ipv6Address> sids, List<String> command) throws Exception {
    HostRole.CLIENT.requireCapabilities();
    String instance = "run-" + ProcessHandle.current().pid();
    HostRules rules = HostRules.open(HostFolders.STATE);
    Process guard = guard(instance);
    try (ProgramPath path = ProgramPath.make(rules, instance, sids)) {
      return run(path, command);
    } finally {
      dismiss(guard);
    }
  }

  private static Process guard(String instance) throws IOException {
    List<String> guard = new ArrayList<>(List.of("setsid", "sh", "-c", GUARD, "guard"));
    guard.addAll(ProgramProcess.command(List.of("run", UNDO, instance)));
    return new ProcessBuilder(guard)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static void dismiss(Process guard) throws IOException {
    try (OutputStream words = guard.getOutputStream()) {
      words.write("over\n".getBytes(UTF_8));
    }
  }

  private static int run(ProgramPath path, List<String> command) throws Exception {
    List<String> joined = new ArrayList<>(List.of("sh", "-c", JOIN, path.members().toString()));
    joined.addAll(command);
    Signals signals = Signals.listen();
    Process program = new ProcessBuilder(joined).inheritIO().start();
    Thread.ofPlatform().daemon().name("signals").start(() -> passOn(signals, program));
    return program.waitFor();
  }

  /** The program decides what a signal means; a terminal sends SIGINT to both. */
  private static void passOn(Signals signals, Process program) {
    try {
      while (true) {
        if (signals.next() == Signals.Request.STOP) {
          program.destroy();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Cleans up after a process that was killed. */
  public static void undo(String instance) {
    ProgramPath.undo(HostRules.open(HostFolders.STATE), instance);
  }
}

package org.srv6pipes.dist;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.srv6pipes.rules.Trial;

/**
 * Rules that somebody must confirm. A process of its own applies them and waits, out of reach of
 * the terminal and of those who end what runs there, so that they go again whatever becomes of the
 * command.
 */
public final class ConfirmedRules {

  /** The option by which the command asks this program to be that process. */
  public static final String WATCH = "--watch";

  private static final String DETACHED = "trap '' HUP INT TERM; exec \"$@\"";
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

  private ConfirmedRules() {}

  /**
   * Starts that process, shows what it says, and passes Enter on to it.
   *
   * @param arguments of this program
   * @return its exit code
   */
  public static int startAndWait(List<String> arguments, PrintWriter out)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("setsid", "sh", "-c", DETACHED, "watcher"));
    command.addAll(ProgramProcess.command(arguments));
    Process watcher = new ProcessBuilder(command).redirectErrorStream(true).start();
    Thread.ofPlatform().daemon().name("enter").start(() -> passOn(watcher));
    try (BufferedReader lines = watcher.inputReader(UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        out.println(line);
        out.flush();
      }
    }
    return watcher.waitFor();
  }

  /** The end of our input says nothing: the terminal may be gone. */
  private static void passOn(Process watcher) {
    try (OutputStream enter = watcher.getOutputStream()) {
      if (hasLine(System.in)) {
        enter.write('\n');
      }
    } catch (IOException e) {
      // The watcher has ended, and has said how.
    }
  }

  private static boolean hasLine(InputStream input) throws IOException {
    return new BufferedReader(new InputStreamReader(input, UTF_8)).readLine() != null;
  }

  /**
   * Waits until somebody confirms; if nobody does, has everything as it was.
   *
   * @return whether it was confirmed
   */
  public static boolean await(Trial trial, Duration patience) throws InterruptedException {
    CountDownLatch enter = new CountDownLatch(1);
    Thread.ofPlatform().daemon().name("enter").start(() -> awaitEnter(enter));
    long deadline = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() - deadline < 0) {
      if (enter.await(BETWEEN_LOOKS.toNanos(), TimeUnit.NANOSECONDS)) {
        trial.confirm();
      }
      if (trial.isConfirmed()) {
        return true;
      }
    }
    return !trial.rollBack();
  }

  private static void awaitEnter(CountDownLatch enter) {
    try {
      if (hasLine(System.in)) {
        enter.countDown();
      }
    } catch (IOException e) {
      // Nobody can press it any more.
    }
  }
}

package org.srv6pipes.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.srv6pipes.lab.Topology.LinkPlan;

/**
 * The process that a lab hangs on: it owns a pid namespace, so that its end is the end of
 * everything in the lab.
 *
 * <p>An attached holder lasts as long as the pipe to its standard input: when the JVM ends, in
 * whatever way, the pipe closes. A detached one lasts until it is killed.
 */
final class Holder {
  private static final Duration TO_COME_UP = Duration.ofSeconds(20);
  private static final Duration TO_GO_DOWN = Duration.ofSeconds(5);

  private final Process process;
  private final List<HostNamespace> hosts;

  private Holder(Process process, List<HostNamespace> hosts) {
    this.process = process;
    this.hosts = hosts;
  }

  /** Starts a holder that ends with this JVM, or at {@link #end}. */
  static Holder attached(Topology topology) {
    return start(SetupScript.of(topology, SetupScript.ATTACHED));
  }

  /**
   * Starts a holder that ends with this JVM until {@link #detach}, so that none is left that nobody
   * knows of.
   */
  static Holder detachable(Topology topology) {
    return start(SetupScript.of(topology, SetupScript.DETACHABLE));
  }

  private static Holder start(String script) {
    Process process = launch();
    write(process, script);
    return awaitReady(process);
  }

  /** Lets a detachable holder outlive this JVM. */
  void detach() {
    write(process, "detach\n");
    close(process.getOutputStream());
  }

  /** The process whose end ends the lab, as this JVM counts. */
  long pid() {
    return process.pid();
  }

  List<HostNamespace> hosts() {
    return hosts;
  }

  /**
   * Starts the wire of a link with an impairment; its ends come out in the holder's network
   * namespace.
   */
  Wire join(LinkPlan link, Impairment impairment) {
    String name = link.one().host() + "-" + link.other().host();
    int one = SetupScript.wireIndex(link.one());
    int other = SetupScript.wireIndex(link.other());
    Wire wire = Inside.network("wire " + name, pid(), () -> new Wire(name, one, other, impairment));
    wire.start();
    return wire;
  }

  /** Returns when no process of the lab is left. */
  void end() {
    close(process.getOutputStream());
    try {
      if (!process.waitFor(TO_GO_DOWN.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static Process launch() {
    List<String> command = new ArrayList<>(List.of("setsid", "unshare"));
    if (!ProcFiles.weAreRoot()) {
      command.addAll(List.of("--user", "--map-root-user"));
    }
    command.addAll(
        List.of("--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-s"));
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new LabException(
          "lab: 'unshare' and 'setsid' (package util-linux) cannot be started", e);
    }
  }

  /**
   * A holder that ends at once has said why: that is read later, so a closed pipe is no news here.
   */
  private static void write(Process process, String text) {
    try {
      process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException endedAlready) {
      close(process.getOutputStream());
    }
  }

  private static Holder awaitReady(Process process) {
    CompletableFuture<?> overdue =
        CompletableFuture.runAsync(
            process::destroyForcibly,
            CompletableFuture.delayedExecutor(TO_COME_UP.toSeconds(), TimeUnit.SECONDS));
    try {
      return new Holder(process, namespaces(process, readUntilReady(process)));
    } catch (RuntimeException e) {
      process.destroyForcibly();
      throw e;
    } finally {
      overdue.cancel(false);
    }
  }

  /** The hosts by their pid in the holder's own pid namespace. */
  private static Map<Long, String> readUntilReady(Process process) {
    Map<Long, String> hosts = new LinkedHashMap<>();
    List<String> said = new ArrayList<>();
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] words = line.split(" ");
        if (line.equals("ready")) {
          return hosts;
        } else if (words.length == 3 && words[0].equals("host")) {
          hosts.put(Long.parseLong(words[2]), words[1]);
        } else {
          said.add(line);
        }
      }
    } catch (IOException e) {
      throw new LabException("lab: its holder cannot be read", e);
    }
    throw new LabException(
        "lab: it did not come up, for which it has %s; its set-up said:\n%s"
            .formatted(TO_COME_UP, String.join("\n", said)));
  }

  private static List<HostNamespace> namespaces(Process process, Map<Long, String> hosts) {
    boolean ofOtherUser = !ProcFiles.weAreRoot();
    List<HostNamespace> found = new ArrayList<>();
    process
        .descendants()
        .mapToLong(ProcessHandle::pid)
        .forEach(
            pid ->
                ProcFiles.innermostPid(pid).stream()
                    .mapToObj(hosts::get)
                    .filter(Objects::nonNull)
                    .forEach(name -> found.add(new HostNamespace(name, pid, ofOtherUser))));
    return found;
  }

  private static void close(OutputStream pipe) {
    try {
      pipe.close();
    } catch (IOException alreadyBroken) {
      // The reader is gone, which is what closing is to bring about.
    }
  }
}

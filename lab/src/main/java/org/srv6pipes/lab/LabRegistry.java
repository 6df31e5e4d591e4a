package org.srv6pipes.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.srv6pipes.lab.LabEntry.HostEntry;

/**
 * The labs that run on their own: a file for each, in a folder of the user.
 *
 * <p>What keeps a lab alive is its holder process, never its file. A file whose process has ended
 * is forgotten by whatever looks next, so a lab that was killed stands in nobody's way.
 */
public final class LabRegistry {
  private static final Duration TO_GO_DOWN = Duration.ofSeconds(5);
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,31}");

  private final LabFolder folder;

  public LabRegistry(Path folder) {
    this.folder = new LabFolder(folder);
  }

  /**
   * Root's labs stand in /run; those of an ordinary user where the user's other run-time files are.
   */
  public static LabRegistry ofThisUser() {
    if (ProcFiles.weAreRoot()) {
      return new LabRegistry(Path.of("/run/srv6pipes/labs"));
    }
    String runtime = System.getenv("XDG_RUNTIME_DIR");
    Path home = Path.of(System.getProperty("user.home"), ".cache");
    return new LabRegistry((runtime == null ? home : Path.of(runtime)).resolve("srv6pipes/labs"));
  }

  /**
   * Starts a lab that outlives this JVM; without a name it is called {@code lab1}, {@code lab2} ….
   */
  public LabEntry up(Optional<String> name, Topology topology) {
    return folder.locked(
        () -> {
          String chosen = name.orElseGet(this::freeName);
          requireFree(chosen);
          return start(chosen, topology);
        });
  }

  private LabEntry start(String name, Topology topology) {
    if (topology.links().stream().anyMatch(link -> link.shape().impairment().isPresent())) {
      throw new LabException(
          "lab '" + name + "': an impairment needs this JVM as long as it lasts");
    }
    Holder holder = Holder.detachable(topology);
    try {
      LabEntry lab = LabEntry.of(name, topology, holder);
      folder.write(lab);
      holder.detach();
      return lab;
    } catch (LabException e) {
      holder.end();
      throw e;
    }
  }

  private String freeName() {
    List<String> taken = folder.living().stream().map(LabEntry::name).toList();
    return IntStream.iterate(1, i -> i + 1)
        .mapToObj(i -> "lab" + i)
        .filter(name -> !taken.contains(name))
        .findFirst()
        .orElseThrow();
  }

  private void requireFree(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new LabException("lab '" + name + "': a name is 1 to 32 letters, digits, '_' and '-'");
    }
    if (folder.living().stream().anyMatch(lab -> lab.name().equals(name))) {
      throw new LabException(
          "lab '" + name + "': is up already; take another name, or take it down first");
    }
  }

  /** The labs that are up, by name. */
  public List<LabEntry> labs() {
    return folder.locked(folder::living);
  }

  /** The host of a lab; without a name, of the only lab that is up. */
  public HostEntry host(Optional<String> lab, String host) {
    LabEntry found = lab(lab);
    return found
        .host(host)
        .orElseThrow(
            () ->
                new LabException(
                    "lab '%s': no host '%s'; there are %s"
                        .formatted(
                            found.name(),
                            host,
                            found.hosts().stream().map(HostEntry::name).toList())));
  }

  /** A lab that is up; without a name, the only one. */
  public LabEntry lab(Optional<String> name) {
    return name.map(this::lab).orElseGet(this::onlyLab);
  }

  private LabEntry lab(String name) {
    List<LabEntry> labs = labs();
    return labs.stream()
        .filter(lab -> lab.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new LabException("lab '" + name + "': is not up; " + names(labs)));
  }

  private LabEntry onlyLab() {
    List<LabEntry> labs = labs();
    if (labs.size() != 1) {
      throw new LabException("which lab? " + names(labs));
    }
    return labs.getFirst();
  }

  private static String names(List<LabEntry> labs) {
    return labs.isEmpty()
        ? "no lab is up"
        : "there are " + labs.stream().map(LabEntry::name).toList();
  }

  /**
   * Runs a command in a host with this program's own standard streams, and returns its exit code.
   */
  public int exec(HostEntry host, List<String> command) {
    if (!host.process().isAlive()) {
      throw new LabException(host.name() + ": its process has ended; take the lab down");
    }
    HostNamespace namespace =
        new HostNamespace(host.name(), host.process().pid(), !ProcFiles.weAreRoot());
    try {
      return new ProcessBuilder(namespace.enter(command)).inheritIO().start().waitFor();
    } catch (IOException e) {
      throw new LabException(host.name() + ": 'nsenter' (package util-linux) cannot be started", e);
    } catch (InterruptedException e) {
      throw Entrance.interrupted(e);
    }
  }

  /** Ends a lab; returns when its last process has gone. */
  public void down(String name) {
    LabEntry lab = lab(name);
    folder.locked(
        () -> {
          end(lab);
          return lab;
        });
  }

  /** Ends every lab, and forgets those that have ended otherwise; returns those that it ended. */
  public List<LabEntry> downAll() {
    return folder.locked(
        () -> {
          List<LabEntry> labs = folder.living();
          labs.forEach(this::end);
          return labs;
        });
  }

  private void end(LabEntry lab) {
    ProcessHandle.of(lab.holder().pid())
        .filter(holder -> lab.holder().isAlive())
        .ifPresent(holder -> kill(lab.name(), holder));
    folder.forget(lab);
  }

  /**
   * The holder's only child is init of the lab, and the holder ends when the last process of the
   * lab has.
   */
  private static void kill(String lab, ProcessHandle holder) {
    holder.children().forEach(ProcessHandle::destroyForcibly);
    try {
      holder.onExit().get(TO_GO_DOWN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new LabException("lab '" + lab + "': process " + holder.pid() + " does not end", e);
    } catch (InterruptedException e) {
      throw Entrance.interrupted(e);
    }
  }
}

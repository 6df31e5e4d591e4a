package org.srv6pipes.dist;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.srv6pipes.proxy.ProxyConfig;
import org.srv6pipes.proxy.chain.PluginException;
import org.srv6pipes.service.admin.AdminClient;
import org.srv6pipes.service.admin.AdminException;
import org.srv6pipes.service.config.Config;
import org.srv6pipes.service.config.ConfigException;

/** The process of the same instance that runs already, and from which this one takes over. */
public final class Predecessor implements AutoCloseable {

  /** The command of the admin socket, and its members. */
  public static final String COMMAND = "hand-over";

  public static final String PROCESS = "pid";
  public static final String STEP = "step";

  /** What a process that takes over says to the one before it. */
  public enum Step {
    /** It has read its configuration and is about to make its rules. */
    BEGIN,
    /** New connections come to it. */
    END
  }

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final Duration GLANCE = Duration.ofMillis(10);

  private final Path socket;
  private final Optional<AdminClient> client;

  private Predecessor(Path socket, Optional<AdminClient> client) {
    this.socket = socket;
    this.client = client;
  }

  /**
   * Asks the process that listens at this socket, if one does, to make room.
   *
   * @throws AdminException if it cannot; then nothing has changed
   */
  public static Predecessor at(Path socket) throws IOException, AdminException {
    if (!AdminClient.isAlive(socket)) {
      return new Predecessor(socket, Optional.empty());
    }
    Predecessor predecessor = new Predecessor(socket, Optional.of(AdminClient.connect(socket)));
    try {
      predecessor.say(Step.BEGIN);
      return predecessor;
    } catch (AdminException refusal) {
      predecessor.close();
      throw refusal;
    } catch (IOException e) {
      predecessor.close();
      if (predecessor.isAlive()) {
        throw e;
      }
      return new Predecessor(socket, Optional.empty());
    }
  }

  /** Starts this process's role, in front of the other one's if there is one. */
  public ProxyRole start(Config<ProxyConfig> file)
      throws ConfigException, PluginException, AdminException {
    return client.isPresent() ? ProxyRole.startInFront(file) : ProxyRole.start(file);
  }

  /**
   * New connections come to this process: the other one lets its own come to their end, and leaves
   * its socket and its HTTP port to this one.
   */
  public void handOver() throws IOException, AdminException {
    say(Step.END);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (isAlive() && System.nanoTime() < end) {
      LockSupport.parkNanos(GLANCE.toNanos());
    }
  }

  private void say(Step step) throws IOException, AdminException {
    if (client.isPresent()) {
      long process = ProcessHandle.current().pid();
      client.get().ask(Map.of("ask", COMMAND, STEP, step.name(), PROCESS, process), PATIENCE);
    }
  }

  /** Whether it is still there: what one leaves that died is taken back as after any death. */
  public boolean isAlive() {
    return AdminClient.isAlive(socket);
  }

  @Override
  public void close() throws IOException {
    if (client.isPresent()) {
      client.get().close();
    }
  }
}

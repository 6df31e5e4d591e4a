package org.srv6pipes.dist.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.srv6pipes.dist.HostFolders;
import org.srv6pipes.service.admin.AdminClient;
import org.srv6pipes.service.admin.AdminException;
import picocli.CommandLine.Option;

/** Which running role a command talks to. */
final class AdminOptions {

  @Option(
      names = {"-i", "--instance"},
      paramLabel = "NAME",
      description = "The name of the role, where several run on this host.")
  private @Nullable String instance;

  @Option(
      names = "--socket",
      paramLabel = "PATH",
      description = "Its socket, if it is not where it is looked for: below /run/srv6pipes.")
  private @Nullable Path socket;

  /** Asks once, and waits for the answer. */
  Object ask(Map<String, Object> request) throws CommandException {
    try (AdminClient client = connect()) {
      return client.ask(request);
    } catch (AdminException refused) {
      throw new CommandException(ExitCode.FAILED, String.valueOf(refused.getMessage()));
    } catch (IOException broken) {
      throw new CommandException(ExitCode.FAILED, String.valueOf(broken.getMessage()));
    }
  }

  /**
   * The answer to one request, where that is an object.
   *
   * @see #ask
   */
  @SuppressWarnings("unchecked") // what JSON calls an object has names that are text
  Map<String, Object> askForObject(Map<String, Object> request) throws CommandException {
    return (Map<String, Object>) ask(request);
  }

  AdminClient connect() throws CommandException {
    Path path = path();
    try {
      return AdminClient.connect(path);
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.FAILED,
          "nothing that runs listens at %s, or not for this user: %s"
              .formatted(path, e.getMessage()));
    }
  }

  private Path path() throws CommandException {
    if (socket != null) {
      return socket;
    }
    List<Path> alive = alive();
    if (instance != null) {
      Path own = HostFolders.adminSocket(instance);
      if (!alive.contains(own)) {
        throw new CommandException(
            ExitCode.FAILED, "no instance \"" + instance + "\" runs here" + those(alive));
      }
      return own;
    }
    if (alive.size() != 1) {
      throw new CommandException(
          ExitCode.FAILED,
          alive.isEmpty()
              ? "nothing runs in this network namespace that this user may talk to; start it with:"
                  + " srv6pipes proxy -c FILE"
              : "several run here: choose one with --instance" + those(alive));
    }
    return alive.getFirst();
  }

  private static String those(List<Path> alive) {
    return alive.isEmpty()
        ? "; nothing does"
        : "; there are " + String.join(", ", alive.stream().map(AdminOptions::nameOf).toList());
  }

  private static String nameOf(Path path) {
    String file = path.getFileName().toString();
    return file.substring(0, file.length() - HostFolders.SOCKET_SUFFIX.length());
  }

  private static List<Path> alive() {
    try (Stream<Path> files = Files.list(HostFolders.adminSockets())) {
      return files
          .filter(it -> it.toString().endsWith(HostFolders.SOCKET_SUFFIX))
          .filter(AdminClient::isAlive)
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}

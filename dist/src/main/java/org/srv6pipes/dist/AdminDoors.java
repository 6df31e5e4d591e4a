package org.srv6pipes.dist;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.srv6pipes.service.admin.AdminCommand;
import org.srv6pipes.service.admin.AdminConfig;
import org.srv6pipes.service.admin.AdminServer;
import org.srv6pipes.service.http.HttpListener;
import org.srv6pipes.service.http.Page;
import org.srv6pipes.service.peer.Guard;
import org.srv6pipes.service.peer.ShareConfig;

/**
 * Where a running role can be looked into: its socket, HTTP if the configuration wants it, and what
 * other hosts may see, if any.
 */
public final class AdminDoors implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AdminDoors.class);

  private final Optional<AdminServer> socket;
  private final List<HttpListener> http;

  private AdminDoors(Optional<AdminServer> socket, List<HttpListener> http) {
    this.socket = socket;
    this.http = http;
  }

  /** What is served to whoever shows a token. */
  public record Shared(ShareConfig config, Guard guard, Map<String, Page> pages) {}

  /**
   * @param path of the socket
   */
  public static AdminDoors open(
      AdminConfig config,
      Path path,
      Map<String, AdminCommand> commands,
      Map<String, Page> pages,
      Optional<Shared> shared)
      throws IOException {
    Optional<AdminServer> socket = socket(config, path, commands);
    List<HttpListener> http = new ArrayList<>();
    try {
      if (config.httpPort() != 0) {
        http.add(http(config, pages));
      }
      if (shared.isPresent()) {
        http.add(https(shared.get()));
      }
      return new AdminDoors(socket, http);
    } catch (IOException e) {
      http.forEach(HttpListener::close);
      socket.ifPresent(AdminServer::close);
      throw e;
    }
  }

  /** Without one, for lack of a folder that this user may write to, a role serves all the same. */
  private static Optional<AdminServer> socket(
      AdminConfig config, Path path, Map<String, AdminCommand> commands) throws IOException {
    try {
      return Optional.of(AdminServer.listen(path, commands));
    } catch (AccessDeniedException e) {
      if (config.socket().isPresent()) {
        throw e;
      }
      LOG.warn(
          "{}: this user may not make it, so nobody can ask this role; set admin.socket", path);
      return Optional.empty();
    }
  }

  /** The configured socket, or that of the role's name. */
  public static Path socket(AdminConfig config, String instance) {
    return config.socket().orElseGet(() -> HostFolders.adminSocket(instance));
  }

  private static HttpListener https(Shared shared) throws IOException {
    return HttpListener.listen(
        shared.config().address(), shared.config().port(), shared.pages(), shared.guard());
  }

  private static HttpListener http(AdminConfig config, Map<String, Page> pages) throws IOException {
    HttpListener listener = HttpListener.listen(config.httpAddress(), config.httpPort(), pages);
    if (!listener.address().getAddress().isLoopbackAddress()) {
      LOG.warn(
          "http://{}: everyone who reaches this may read who talks to whom", listener.address());
    }
    return listener;
  }

  /** Leaves all of it to another process, before the end. */
  public void leave() {
    close();
  }

  @Override
  public void close() {
    http.forEach(HttpListener::close);
    socket.ifPresent(AdminServer::close);
  }
}

package org.srv6pipes.dist;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.srv6pipes.service.admin.AdminCommand;
import org.srv6pipes.service.admin.AdminConfig;
import org.srv6pipes.service.admin.AdminServer;
import org.srv6pipes.service.http.HttpListener;
import org.srv6pipes.service.http.Page;

/** Where a running role can be looked into: its socket, and HTTP if the configuration wants it. */
public final class AdminDoors implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AdminDoors.class);

  private final AdminServer socket;
  private final Optional<HttpListener> http;

  private AdminDoors(AdminServer socket, Optional<HttpListener> http) {
    this.socket = socket;
    this.http = http;
  }

  /**
   * @param path of the socket
   */
  public static AdminDoors open(
      AdminConfig config, Path path, Map<String, AdminCommand> commands, Map<String, Page> pages)
      throws IOException {
    AdminServer socket = AdminServer.listen(path, commands);
    try {
      return new AdminDoors(socket, http(config, pages));
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** The configured socket, or that of the role's name. */
  public static Path socket(AdminConfig config, String instance) {
    return config.socket().orElseGet(() -> HostFolders.adminSocket(instance));
  }

  private static Optional<HttpListener> http(AdminConfig config, Map<String, Page> pages)
      throws IOException {
    if (config.httpPort() == 0) {
      return Optional.empty();
    }
    HttpListener listener = HttpListener.listen(config.httpAddress(), config.httpPort(), pages);
    if (!listener.address().getAddress().isLoopbackAddress()) {
      LOG.warn(
          "http://{}: everyone who reaches this may read who talks to whom", listener.address());
    }
    return Optional.of(listener);
  }

  @Override
  public void close() {
    http.ifPresent(HttpListener::close);
    socket.close();
  }
}

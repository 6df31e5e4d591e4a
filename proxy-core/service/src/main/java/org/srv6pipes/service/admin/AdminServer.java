package org.srv6pipes.service.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.srv6pipes.service.Json;
import org.srv6pipes.service.Reason;

/**
 * A Unix socket that only the user of the process may open. Each line is a request, an object whose
 * member {@code ask} names the command; each is answered with one line, an object that holds either
 * {@code answer} or {@code error}.
 */
public final class AdminServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
  private static final int MOST_AT_ONCE = 16;
  private static final int LONGEST_REQUEST = 4096;

  /** sun_path of struct sockaddr_un, without the zero at its end. */
  private static final int LONGEST_PATH = 107;

  private final Path path;
  private final ServerSocketChannel listener;
  private final Map<String, AdminCommand> commands;
  private final Semaphore places = new Semaphore(MOST_AT_ONCE);

  private AdminServer(Path path, ServerSocketChannel listener, Map<String, AdminCommand> commands) {
    this.path = path;
    this.listener = listener;
    this.commands = new TreeMap<>(commands);
  }

  /**
   * Begins to listen. What a process that was killed left at this path is replaced.
   *
   * @throws IOException if the path cannot be had, or a process that lives listens there
   */
  public static AdminServer listen(Path path, Map<String, AdminCommand> commands)
      throws IOException {
    if (path.toString().getBytes(UTF_8).length > LONGEST_PATH) {
      throw new IOException(
          path + " is longer than the " + LONGEST_PATH + " bytes that reach a socket");
    }
    if (AdminClient.isAlive(path)) {
      throw new IOException(path + ": another process listens there");
    }
    if (Files.exists(path) && !isSocket(path)) {
      throw new IOException(path + " is there and is no socket; it stays as it is");
    }
    Path folder = path.toAbsolutePath().resolveSibling("");
    Files.createDirectories(folder);
    AdminServer server = new AdminServer(path, bind(path, folder), commands);
    Thread.ofVirtual().name("admin").start(server::acceptAll);
    return server;
  }

  /** Removes what a process that was killed left at this path. */
  public static void removeStale(Path path) throws IOException {
    if (isSocket(path) && !AdminClient.isAlive(path)) {
      Files.deleteIfExists(path);
    }
  }

  private static boolean isSocket(Path path) throws IOException {
    return Files.exists(path) && Files.readAttributes(path, BasicFileAttributes.class).isOther();
  }

  /** Bound where nobody else can look, and moved once nobody else may connect. */
  private static ServerSocketChannel bind(Path path, Path folder) throws IOException {
    Path hidden = Files.createTempDirectory(folder, ".admin");
    Path socket = hidden.resolve("socket");
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      listener.bind(UnixDomainSocketAddress.of(socket), MOST_AT_ONCE);
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
      Files.move(socket, path, StandardCopyOption.ATOMIC_MOVE);
      return listener;
    } catch (IOException | RuntimeException e) {
      listener.close();
      Files.deleteIfExists(socket);
      throw e;
    } finally {
      Files.delete(hidden);
    }
  }

  private void acceptAll() {
    while (listener.isOpen()) {
      try {
        SocketChannel connection = listener.accept();
        if (places.tryAcquire()) {
          Thread.ofVirtual().name("admin-connection").start(() -> serve(connection));
        } else {
          connection.close();
        }
      } catch (IOException e) {
        if (listener.isOpen()) {
          LOG.warn("{}: accept: {}", path, Reason.of(e));
        }
      }
    }
  }

  private void serve(SocketChannel connection) {
    try (connection;
        InputStream in = new BufferedInputStream(Channels.newInputStream(connection))) {
      for (String line = read(in); line != null; line = read(in)) {
        ByteBuffer answer = UTF_8.encode(Json.of(answer(line)) + "\n");
        while (answer.hasRemaining()) {
          connection.write(answer);
        }
      }
    } catch (IOException e) {
      LOG.debug("{}: {}", path, Reason.of(e));
    } finally {
      places.release();
    }
  }

  /** The next line, or null at the end or where a line is longer than any request. */
  private static @Nullable String read(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next >= 0; next = in.read()) {
      if (next == '\n') {
        return line.toString(UTF_8);
      }
      line.write(next);
      if (line.size() > LONGEST_REQUEST) {
        return null;
      }
    }
    return null;
  }

  private Map<String, Object> answer(String line) {
    try {
      return Map.of("answer", answerTo(Json.parse(line)));
    } catch (AdminException | IllegalArgumentException e) {
      return Map.of("error", String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Map.of("error", "the process is stopping");
    } catch (RuntimeException e) {
      LOG.error("{}: {}", path, line, e);
      return Map.of("error", "a fault inside: " + e);
    }
  }

  private Object answerTo(Object request) throws AdminException, InterruptedException {
    if (!(request instanceof Map<?, ?> members) || !(members.get("ask") instanceof String verb)) {
      throw new AdminException("a request is an object with the member \"ask\"");
    }
    AdminCommand command = commands.get(verb);
    if (command == null) {
      throw new AdminException(
          "\"" + verb + "\" cannot be asked; there are " + String.join(", ", commands.keySet()));
    }
    Map<String, Object> named = new TreeMap<>();
    members.forEach((name, value) -> named.put(String.valueOf(name), value));
    return command.answer(named);
  }

  /** A second time it does nothing: another process may listen at this path by then. */
  @Override
  public void close() {
    if (!listener.isOpen()) {
      return;
    }
    try {
      listener.close();
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.warn("{}: close: {}", path, Reason.of(e));
    }
  }
}

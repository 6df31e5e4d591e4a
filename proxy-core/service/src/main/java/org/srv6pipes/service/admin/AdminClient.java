package org.srv6pipes.service.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Map;
import org.srv6pipes.service.Json;

/** The other end of an {@link AdminServer}. */
public final class AdminClient implements AutoCloseable {

  private final SocketChannel channel;
  private final BufferedReader answers;

  private AdminClient(SocketChannel channel) {
    this.channel = channel;
    this.answers =
        new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), UTF_8));
  }

  public static AdminClient connect(Path socket) throws IOException {
    return new AdminClient(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
  }

  /** Whether a process listens there. */
  public static boolean isAlive(Path socket) {
    try (AdminClient client = connect(socket)) {
      return client.channel.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Asks, and waits for the answer.
   *
   * @throws AdminException if the other side says that it cannot
   */
  public Object ask(Map<String, Object> request) throws IOException, AdminException {
    Channels.newOutputStream(channel).write((Json.of(request) + "\n").getBytes(UTF_8));
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("no answer: the process has ended, or has too many to talk to");
    }
    Map<?, ?> answer = (Map<?, ?>) Json.parse(line);
    Object error = answer.get("error");
    if (error != null) {
      throw new AdminException(error.toString());
    }
    Object value = answer.get("answer");
    return value == null ? Map.of() : value;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

package org.srv6pipes.service.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.srv6pipes.service.Json;

/** The other end of an {@link AdminServer}. */
public final class AdminClient implements AutoCloseable {

  /** Longer than a reload takes that loads many functions. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

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
    return ask(request, PATIENCE);
  }

  /**
   * Asks, and waits no longer than that for the answer; after a longer time nothing more can be
   * asked.
   *
   * @throws AdminException if the other side says that it cannot
   */
  public Object ask(Map<String, Object> request, Duration patience)
      throws IOException, AdminException {
    CountDownLatch answered = new CountDownLatch(1);
    Thread.ofVirtual().start(() -> closeUnless(answered, patience));
    try {
      return exchange(request);
    } catch (AsynchronousCloseException tooLong) {
      throw new IOException(
          "no answer for %d s: the process is stopped, or hangs".formatted(patience.toSeconds()),
          tooLong);
    } finally {
      answered.countDown();
    }
  }

  private void closeUnless(CountDownLatch answered, Duration patience) {
    try {
      if (!answered.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        channel.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Object exchange(Map<String, Object> request) throws IOException, AdminException {
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

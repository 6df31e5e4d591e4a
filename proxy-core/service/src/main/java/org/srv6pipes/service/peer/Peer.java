package org.srv6pipes.service.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Another proxy, as far as it lets us look in. However it behaves, asking it ends soon. */
public final class Peer {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long LARGEST_ANSWER = 4L << 20;
  private static final int OK = 200;
  private static final int UNAUTHORIZED = 401;

  private final HttpClient client;
  private final String origin;
  private final Token token;

  private Peer(HttpClient client, String origin, Token token) {
    this.client = client;
    this.origin = origin;
    this.token = token;
  }

  /**
   * @throws IOException if the configuration names what cannot be used; the message says why
   */
  public static Peer of(PeerConfig config) throws IOException {
    HttpClient client =
        HttpClient.newBuilder()
            .sslContext(PeerTrust.context(config))
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .proxy(ProxySelector.of(null))
            .executor(Executors.newThreadPerTaskExecutor(Thread.ofVirtual().factory()))
            .build();
    String address = InetAddress.getByName(config.address()).getHostAddress();
    String host = address.indexOf(':') < 0 ? address : "[" + address + "]";
    return new Peer(
        client, "https://" + host + ":" + config.port(), Token.read(config.tokenFile()));
  }

  /**
   * What it says at a path.
   *
   * @throws PeerException if it does not answer soon, well and shortly
   */
  public String read(String path) throws PeerException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(origin + path))
            .header("Authorization", token.authorization())
            .build();
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(
            request,
            HttpResponse.BodyHandlers.limiting(
                HttpResponse.BodyHandlers.ofString(UTF_8), LARGEST_ANSWER));
    try {
      return checked(answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      throw new PeerException("does not answer");
    } catch (ExecutionException e) {
      throw new PeerException(reason(e));
    } finally {
      answer.cancel(true);
    }
  }

  private static String checked(HttpResponse<String> answer) throws PeerException {
    return switch (answer.statusCode()) {
      case OK -> answer.body();
      case UNAUTHORIZED -> throw new PeerException("refuses our token");
      default -> throw new PeerException("answers with status " + answer.statusCode());
    };
  }

  private static String reason(ExecutionException failure) {
    return failure.getCause() instanceof SSLException
        ? "is not who it should be"
        : "is not reachable";
  }
}

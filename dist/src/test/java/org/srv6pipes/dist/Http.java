package org.srv6pipes.dist;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.srv6pipes.lab.Host;

/** Reads pages from within a host of a lab. */
final class Http {

  private Http() {}

  static String get(Host host, int port, String path) {
    return host.call(() -> get(port, path));
  }

  /** The first lines of a page that goes on, without the empty ones. */
  static List<String> firstLines(Host host, int port, String path, int count) {
    return host.call(
        () -> {
          HttpURLConnection connection = open(port, path);
          try (BufferedReader lines =
              new BufferedReader(new InputStreamReader(connection.getInputStream(), UTF_8))) {
            return Stream.generate(() -> read(lines))
                .limit(count)
                .filter(it -> !it.isEmpty())
                .toList();
          } finally {
            connection.disconnect();
          }
        });
  }

  private static String read(BufferedReader lines) {
    try {
      return Objects.requireNonNullElse(lines.readLine(), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HttpURLConnection open(int port, String path) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create("http://[::1]:" + port + path).toURL().openConnection();
    connection.setRequestProperty("Connection", "close");
    return connection;
  }

  private static String get(int port, String path) throws IOException {
    try (InputStream body = open(port, path).getInputStream()) {
      return new String(body.readAllBytes(), UTF_8);
    }
  }
}

package org.srv6pipes.dist;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import org.srv6pipes.lab.Host;

/** Reads pages from within a host of a lab. */
final class Http {

  private Http() {}

  static String get(Host host, int port, String path) {
    return host.call(() -> get(port, path));
  }

  private static String get(int port, String path) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create("http://[::1]:" + port + path).toURL().openConnection();
    connection.setRequestProperty("Connection", "close");
    try (InputStream body = connection.getInputStream()) {
      return new String(body.readAllBytes(), UTF_8);
    }
  }
}

package org.srv6pipes.service.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HttpListenerTest {

  private HttpListener listener;

  @BeforeEach
  void listen() throws IOException {
    listener =
        HttpListener.listen(
            "127.0.0.1", 0, Map.of("/hello", Page.of("text/plain", () -> "good day")));
  }

  @AfterEach
  void close() {
    listener.close();
  }

  @Test
  void shouldServeAPage() throws IOException {
    assertThat(ask("GET /hello?a=b", "127.0.0.1:80"))
        .startsWith("HTTP/1.1 200")
        .contains("Content-type: text/plain")
        .contains("good day");
    assertThat(ask("GET /hello", "[::1]:8080")).startsWith("HTTP/1.1 200");
    assertThat(ask("GET /hello", "localhost")).startsWith("HTTP/1.1 200");
  }

  @Test
  void shouldServeNothingElseAndChangeNothing() throws IOException {
    assertThat(ask("GET /other", "localhost")).startsWith("HTTP/1.1 404");
    assertThat(ask("POST /hello", "localhost")).startsWith("HTTP/1.1 405");
  }

  @Test
  void shouldNotAnswerUnderANameThatSomebodyElseMayHaveLetLeadHere() throws IOException {
    assertThat(ask("GET /hello", "rebind.example")).startsWith("HTTP/1.1 403");
    assertThat(ask("GET /hello", "")).startsWith("HTTP/1.1 403");
  }

  private String ask(String request, String host) throws IOException {
    try (Socket socket = new Socket(listener.address().getAddress(), listener.address().getPort());
        BufferedReader answer =
            new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
      String text = request + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(text.getBytes(UTF_8));
      return answer.lines().collect(Collectors.joining("\n"));
    }
  }
}

package org.srv6pipes.dist;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TcpBehaviourPageTest {

  @Test
  void shouldSayOfEachEventWhatTheTestsSee() throws IOException {
    Path page = Path.of(System.getProperty("srv6pipes.root"), "docs", "tcp-behaviour.md");
    String rows =
        Arrays.stream(TcpEvent.values())
            .map(event -> "| %s | %s |\n".formatted(event.words(), event.expected()))
            .collect(joining());

    assertThat(Files.readString(page)).contains("|---|---|---|\n" + rows + "\n");
  }
}

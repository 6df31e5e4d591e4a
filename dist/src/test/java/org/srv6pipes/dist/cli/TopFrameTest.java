package org.srv6pipes.dist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.srv6pipes.service.admin.Answer;

class TopFrameTest {

  private static final long SECOND = 1_000_000_000L;

  private final TopFrame frame = new TopFrame(new Paint(false));

  @Test
  void shouldShowRatesFromTheSecondLookOn() {
    assertThat(frame.lines(status(0), flows(0), SECOND, 200, 40).getLast()).contains("-");
    assertThat(frame.lines(status(4096), flows(4096), 3 * SECOND, 200, 40).getLast())
        .contains("7 ")
        .contains("2.0 KiB")
        .contains("4.0 KiB")
        .contains("[2001:db8:1::2]:5000 | xor(key=0x55) > 2001:db8:2::2");
  }

  @Test
  void shouldFitTheTerminalWhateverItsSize() {
    for (int columns : List.of(1, 20, 80)) {
      for (int rows : List.of(1, 6, 7, 30)) {
        List<String> lines = frame.lines(status(1), flows(1), SECOND, columns, rows);
        assertThat(lines)
            .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(columns));
        assertThat(lines).hasSize(rows > 6 ? 7 : 6);
      }
    }
  }

  @Test
  void shouldUseColoursWhereThereAreSome() {
    assertThat(new TopFrame(new Paint(true)).lines(status(1), flows(1), SECOND, 80, 30).getFirst())
        .startsWith("\u001b[1m");
    assertThat(String.join("", frame.lines(status(1), flows(1), SECOND, 80, 30)))
        .doesNotContain("\u001b");
  }

  private static Answer status(long bytes) {
    return Answer.of(
        Map.of(
            "instance", "p1",
            "state", "serving",
            "prefixes", List.of("fc00:1::/80"),
            "flows", Map.of("open", 1L, "room", 10L),
            "bytes", Map.of("forward-in", bytes, "return-in", 0L)));
  }

  private static List<Answer> flows(long bytes) {
    return List.of(
        Answer.of(
            Map.of(
                "flow",
                7L,
                "client",
                "[2001:db8:1::2]:5000",
                "server",
                "[2001:db8:2::2]:80",
                "ms",
                1500L,
                "forward",
                Map.of(
                    "bytes-in", bytes,
                    "onward", List.of("2001:db8:2::2"),
                    "functions", List.of(Map.of("name", "xor(key=0x55)"))),
                "return",
                Map.of("bytes-in", 0L))));
  }
}

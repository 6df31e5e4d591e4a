package org.srv6pipes.benchmarks.inner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LoopRowTest {

  @TempDir private Path folder;

  @Test
  void shouldKeepTheRowsOfWhatDidNotRunAgain() throws IOException {
    Path page =
        Files.writeString(
            folder.resolve("report.md"),
            """
            # Inner loops

            | benchmark | parameters | ns per operation | GB/s | allocated, bytes | beside one SID | made |
            |---|---|---|---|---|---|---|
            | A.find | open 1 | 1.0 ± 0.1 |  | 72 |  | long ago |
            | A.find | open 2 | 2.0 ± 0.1 |  | 72 | 1.002 (0.999 – 1.005) | long ago |
            | C.push |  | 3.0 ± 0.1 | 1.50 | 0 |  | long ago |
            """);
    List<LoopRow> newer =
        List.of(
            new LoopRow("A.find", "open 2", "9.0 ± 0.1", "", "8", "1.001 (0.998 – 1.004)", "today"),
            new LoopRow("B.new", "", "7.0 ± 0.1", "", "0", "", "today"));

    List<LoopRow> rows = LoopRow.over(page, newer);

    assertThat(rows)
        .extracting(LoopRow::text)
        .containsExactly(
            "| A.find | open 1 | 1.0 ± 0.1 |  | 72 |  | long ago |",
            "| A.find | open 2 | 9.0 ± 0.1 |  | 8 | 1.001 (0.998 – 1.004) | today |",
            "| B.new |  | 7.0 ± 0.1 |  | 0 |  | today |",
            "| C.push |  | 3.0 ± 0.1 | 1.50 | 0 |  | long ago |");
    Files.write(page, List.of("| head |", rows.get(1).text()));
    assertThat(LoopRow.over(page, List.of())).containsExactly(rows.get(1));
  }

  @Test
  void shouldBeginWithNothing() throws IOException {
    assertThat(LoopRow.over(folder.resolve("none.md"), List.of())).isEmpty();
  }
}

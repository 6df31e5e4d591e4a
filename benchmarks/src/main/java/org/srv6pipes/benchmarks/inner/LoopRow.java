package org.srv6pipes.benchmarks.inner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What came of one benchmark with one set of parameters, as it stands in the page.
 *
 * @param besideOneSid how much time it takes of what one SID takes, where there are more
 * @param made when and of what
 */
record LoopRow(
    String benchmark,
    String parameters,
    String time,
    String throughput,
    String allocated,
    String besideOneSid,
    String made) {

  private static final String START = "| ";
  private static final int COLUMNS = 6;

  /**
   * The rows of a page, if there is one, with newer ones in the place of those that they repeat.
   */
  static List<LoopRow> over(Path page, List<LoopRow> newer) throws IOException {
    List<LoopRow> rows = new ArrayList<>(read(page));
    for (LoopRow row : newer) {
      int at = 0;
      while (at < rows.size() && !rows.get(at).isOf(row)) {
        at++;
      }
      if (at < rows.size()) {
        rows.set(at, row);
      } else {
        rows.add(row);
      }
    }
    rows.sort(Comparator.comparing(LoopRow::benchmark));
    return rows;
  }

  private static List<LoopRow> read(Path page) throws IOException {
    try {
      return Files.readAllLines(page).stream()
          .filter(line -> line.startsWith(START))
          .skip(1)
          .map(LoopRow::parse)
          .toList();
    } catch (NoSuchFileException first) {
      return List.of();
    }
  }

  private static LoopRow parse(String line) {
    String[] columns = line.substring(1).split("\\|", -1);
    for (int i = 0; i < columns.length; i++) {
      columns[i] = columns[i].strip();
    }
    return new LoopRow(
        columns[0], columns[1], columns[2], columns[3], columns[4], columns[5], columns[COLUMNS]);
  }

  private boolean isOf(LoopRow other) {
    return benchmark.equals(other.benchmark) && parameters.equals(other.parameters);
  }

  String text() {
    return START
        + String.join(" | ", benchmark, parameters, time, throughput, allocated, besideOneSid, made)
        + " |";
  }
}

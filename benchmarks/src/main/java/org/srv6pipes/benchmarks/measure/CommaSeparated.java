package org.srv6pipes.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Files of comma-separated values, with a head. Texts stand in quotation marks and have none. */
public final class CommaSeparated {

  /** Commas that are outside of quotation marks. */
  private static final Pattern SEPARATOR = Pattern.compile(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)");

  private CommaSeparated() {}

  public static String quoted(String text) {
    return '"' + text.replace('"', '\'') + '"';
  }

  public static void write(Path file, String head, List<String> lines) throws IOException {
    Files.write(file, Stream.concat(Stream.of(head), lines.stream()).toList());
  }

  /** The lines below the head, in columns; nothing if the file is not there. */
  public static Optional<List<List<String>>> read(Path file, String head) throws IOException {
    try {
      int columns = columns(head).size();
      List<List<String>> lines =
          Files.readAllLines(file).stream().skip(1).map(CommaSeparated::columns).toList();
      for (List<String> line : lines) {
        if (line.size() != columns) {
          throw new IllegalArgumentException("'" + String.join(",", line) + "' is not " + head);
        }
      }
      return Optional.of(lines);
    } catch (NoSuchFileException first) {
      return Optional.empty();
    }
  }

  private static List<String> columns(String line) {
    return Stream.of(SEPARATOR.split(line, -1)).map(it -> it.replace("\"", "")).toList();
  }
}

package org.srv6pipes.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@link Samples} as a file of comma-separated values, one line each. */
public final class SampleFile {

  private static final String HEAD = "experiment,load,engine,run,measure,value";
  private static final int COLUMNS = 6;

  /** Commas that are outside of quotation marks. */
  private static final Pattern SEPARATOR = Pattern.compile(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)");

  private SampleFile() {}

  public static void write(Samples samples, Path file) throws IOException {
    List<String> lines = new ArrayList<>(List.of(HEAD));
    samples.forEach(
        (of, measure, run, value) ->
            lines.add(
                String.join(
                    ",",
                    '"' + of.experiment() + '"',
                    '"' + of.load() + '"',
                    of.engine(),
                    Integer.toString(run + 1),
                    measure.name().toLowerCase(Locale.ROOT),
                    Double.toString(value))));
    Files.write(file, lines);
  }

  /** What was written there last; nothing if nothing was. */
  public static Optional<Samples> read(Path file) throws IOException {
    try {
      return Optional.of(parse(Files.readAllLines(file)));
    } catch (NoSuchFileException first) {
      return Optional.empty();
    }
  }

  private static String unquoted(String column) {
    return column.replace("\"", "");
  }

  private static Samples parse(List<String> lines) {
    Samples samples = new Samples();
    for (String line : lines.subList(1, lines.size())) {
      String[] columns = SEPARATOR.split(line);
      if (columns.length != COLUMNS) {
        throw new IllegalArgumentException("'" + line + "' is not " + HEAD);
      }
      samples.add(
          new Case(unquoted(columns[0]), unquoted(columns[1]), columns[2]),
          Measure.valueOf(columns[4].toUpperCase(Locale.ROOT)),
          Double.parseDouble(columns[5]));
    }
    return samples;
  }
}

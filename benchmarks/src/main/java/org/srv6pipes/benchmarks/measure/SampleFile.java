package org.srv6pipes.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@link Samples} as a file of comma-separated values, one line each. */
public final class SampleFile {

  private static final String HEAD = "experiment,load,engine,run,measure,value";

  private SampleFile() {}

  public static void write(Samples samples, Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    samples.forEach(
        (of, measure, run, value) ->
            lines.add(
                String.join(
                    ",",
                    CommaSeparated.quoted(of.experiment()),
                    CommaSeparated.quoted(of.load()),
                    of.engine(),
                    Integer.toString(run + 1),
                    measure.name().toLowerCase(Locale.ROOT),
                    Double.toString(value))));
    CommaSeparated.write(file, HEAD, lines);
  }

  /** What was written there last; nothing if nothing was. */
  public static Optional<Samples> read(Path file) throws IOException {
    return CommaSeparated.read(file, HEAD).map(SampleFile::parse);
  }

  private static Samples parse(List<List<String>> lines) {
    Samples samples = new Samples();
    for (List<String> line : lines) {
      samples.add(
          new Case(line.get(0), line.get(1), line.get(2)),
          Measure.valueOf(line.get(4).toUpperCase(Locale.ROOT)),
          Double.parseDouble(line.get(5)));
    }
    return samples;
  }
}

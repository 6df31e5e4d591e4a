package org.srv6pipes.benchmarks.report;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.srv6pipes.benchmarks.measure.CommaSeparated;

/** Where the samples of each experiment come from, as a file: a line for each fact. */
final class HostFactsFile {

  private static final String HEAD = "experiment,day,busy before,fact";

  private HostFactsFile() {}

  static void write(Map<String, HostFacts> made, Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    made.forEach(
        (experiment, host) ->
            host.lines()
                .forEach(
                    fact ->
                        lines.add(
                            String.join(
                                ",",
                                CommaSeparated.quoted(experiment),
                                host.day().toString(),
                                Double.toString(host.busyBefore()),
                                CommaSeparated.quoted(fact)))));
    CommaSeparated.write(file, HEAD, lines);
  }

  /** What was written there last; nothing if nothing was. */
  static Map<String, HostFacts> read(Path file) throws IOException {
    Map<String, HostFacts> made = new LinkedHashMap<>();
    for (List<String> line : CommaSeparated.read(file, HEAD).orElseGet(List::of)) {
      made.merge(
          line.get(0),
          new HostFacts(
              LocalDate.parse(line.get(1)), List.of(line.get(3)), Double.parseDouble(line.get(2))),
          HostFacts::plusLines);
    }
    return made;
  }
}

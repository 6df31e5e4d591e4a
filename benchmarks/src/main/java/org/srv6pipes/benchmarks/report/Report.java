package org.srv6pipes.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.srv6pipes.benchmarks.experiment.Suite;
import org.srv6pipes.benchmarks.measure.SampleFile;
import org.srv6pipes.benchmarks.measure.Samples;

/**
 * A folder with a page, its charts and the samples that it is made of. The samples of the report
 * that stood there before are what the new ratios are compared with; those of experiments that have
 * not been made again stay.
 */
public final class Report {

  private static final String PAGE = "report.md";
  private static final String SAMPLES = "samples.csv";
  private static final String MADE = "made.csv";

  private final Suite suite;
  private final HostFacts host;
  private final Path folder;
  private final Optional<Samples> before;
  private final Map<String, HostFacts> madeBefore;

  private Report(Suite suite, HostFacts host, Path folder) throws IOException {
    this.suite = suite;
    this.host = host;
    this.folder = folder;
    this.before = SampleFile.read(folder.resolve(SAMPLES));
    this.madeBefore = HostFactsFile.read(folder.resolve(MADE));
  }

  /**
   * Looks at what stands in the folder.
   *
   * @param suite the whole of it, whichever part is made anew
   * @param host where that part is made
   */
  public static Report over(Suite suite, HostFacts host, Path folder) throws IOException {
    Files.createDirectories(folder);
    return new Report(suite, host, folder);
  }

  /**
   * Writes the report over what stood there; again and again, if there are more samples each time.
   *
   * @param now what has been measured until now
   * @return the page
   */
  public Path write(Samples now) throws IOException {
    Samples samples = new Samples();
    Map<String, HostFacts> made = new LinkedHashMap<>();
    Set<String> kept = new HashSet<>();
    Samples old = before.orElseGet(Samples::new);
    for (String title : suite.titles()) {
      if (now.has(title)) {
        samples.addAll(now, title);
        made.put(title, host);
      } else if (old.has(title)) {
        kept.add(title);
        samples.addAll(old, title);
        Optional.ofNullable(madeBefore.get(title)).ifPresent(it -> made.put(title, it));
      }
    }
    String text = new Page(suite, host, samples, kept, made, comparable(now), folder).text();
    SampleFile.write(samples, folder.resolve(SAMPLES));
    HostFactsFile.write(made, folder.resolve(MADE));
    return Files.writeString(page(), text);
  }

  /** Where the page is. */
  public Path page() {
    return folder.resolve(PAGE);
  }

  /** What stood there of the experiments that have been made again. */
  private Optional<Samples> comparable(Samples now) {
    return before.map(
        old -> {
          Samples same = new Samples();
          suite.titles().stream().filter(now::has).forEach(title -> same.addAll(old, title));
          return same;
        });
  }
}

package org.srv6pipes.benchmarks.times;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.srv6pipes.benchmarks.experiment.TimeSpec;
import org.srv6pipes.benchmarks.measure.Measure;
import org.srv6pipes.lab.Scratch;
import org.srv6pipes.proxy.chain.PluginException;

/** Something that is done again and again, and measured each time. */
public interface Trial extends AutoCloseable {

  /** What is compared; ours is the first. */
  default List<String> subjects() {
    return List.of("ours");
  }

  /** What one of them needs this time, or reaches. */
  Sample run(String subject);

  /** What came of one time. */
  record Sample(Measure measure, double value, long errors) {

    static Sample seconds(double seconds) {
      return new Sample(Measure.SECONDS, seconds, 0);
    }
  }

  @Override
  default void close() throws IOException {}

  /**
   * The trial that a file names.
   *
   * @param launcher of the program that is ours
   */
  static Trial of(TimeSpec.What what, Path launcher, Scratch scratch)
      throws IOException, PluginException {
    return switch (what) {
      case START -> new Start(launcher, scratch);
      case SID -> new Command(launcher, "sid", "encode", "fc00:1::/80", "zstd-compress(level=3)");
      case CHECK -> {
        Path file = scratch.file("checked.toml", "sid-prefixes = [\"fc00:1::/80\"]\n");
        yield new Command(launcher, "check", "-c", file.toString());
      }
      case SCRAPE -> new Scrape(launcher, scratch);
      case RESOLVER -> Queries.asFastAsTheyGo(launcher, scratch);
      case RESOLVER_STEADY -> Queries.steady(launcher, scratch);
    };
  }
}

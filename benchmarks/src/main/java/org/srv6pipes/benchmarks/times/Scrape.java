package org.srv6pipes.benchmarks.times;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.srv6pipes.benchmarks.engine.Arena;
import org.srv6pipes.benchmarks.engine.Ours;
import org.srv6pipes.benchmarks.experiment.EngineSpec;
import org.srv6pipes.benchmarks.experiment.LinkSpec;
import org.srv6pipes.lab.Scratch;
import org.srv6pipes.proxy.chain.PluginException;

/** What Prometheus does, at a proxy with many connections. */
final class Scrape implements Trial {

  private static final String NAME = "ours";
  private static final int CONNECTIONS = 9000;
  private static final int HTTP_PORT = 9084;
  private static final EngineSpec FULL =
      EngineSpec.ours(List.of("admin.http-port = " + HTTP_PORT), CONNECTIONS);

  private final Arena arena;
  private final Ours proxy;

  Scrape(Path launcher, Scratch scratch) throws IOException, PluginException {
    this.arena = new Arena(Map.of(NAME, FULL), LinkSpec.PLAIN, List.of(), launcher, scratch);
    this.proxy = (Ours) arena.engine(NAME);
  }

  @Override
  public Sample run(String subject) {
    String seconds =
        proxy
            .host()
            .run(
                "curl",
                "--fail",
                "--silent",
                "--output",
                "/dev/null",
                "--write-out",
                "%{time_total}",
                "http://[::1]:%d/metrics".formatted(HTTP_PORT))
            .orThrow()
            .stdout();
    return Sample.seconds(Double.parseDouble(seconds));
  }

  @Override
  public void close() throws IOException {
    arena.close();
  }
}

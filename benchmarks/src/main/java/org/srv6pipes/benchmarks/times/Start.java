package org.srv6pipes.benchmarks.times;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.srv6pipes.benchmarks.engine.Arena;
import org.srv6pipes.benchmarks.engine.Ours;
import org.srv6pipes.benchmarks.engine.Scratch;
import org.srv6pipes.benchmarks.engine.Way;
import org.srv6pipes.benchmarks.experiment.EngineSpec;
import org.srv6pipes.benchmarks.experiment.LinkSpec;
import org.srv6pipes.lab.LabException;
import org.srv6pipes.proxy.chain.PluginException;

/** A proxy is started, and a client tries until it has the first byte of an answer. */
final class Start implements Trial {

  static final EngineSpec ONE_OF_OURS = EngineSpec.ours(List.of(), 0);

  private static final String NAME = "ours";
  private static final long SIZE = 1 << 10;
  private static final int TRY_MILLIS = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final double NANOS = 1e9;
  private static final byte[] REQUEST =
      "GET /%d HTTP/1.1\r\nHost: origin\r\nConnection: close\r\n\r\n"
          .formatted(SIZE)
          .getBytes(US_ASCII);

  private final Arena arena;
  private final Ours proxy;

  Start(Path launcher, Scratch scratch) throws IOException, PluginException {
    this.arena =
        new Arena(Map.of(NAME, ONE_OF_OURS), LinkSpec.PLAIN, List.of(SIZE), launcher, scratch);
    this.proxy = (Ours) arena.engine(NAME);
  }

  @Override
  public Sample run(String subject) {
    proxy.stop();
    InetSocketAddress target = new InetSocketAddress(proxy.target().toInet(), Way.PORT);
    long began = System.nanoTime();
    proxy.start();
    while (!arena.client().call(() -> answers(target))) {
      if (System.nanoTime() - began > PATIENCE.toNanos()) {
        throw new LabException("no byte has come through a new proxy for " + PATIENCE);
      }
    }
    return Sample.seconds((System.nanoTime() - began) / NANOS);
  }

  private static boolean answers(InetSocketAddress target) {
    try (Socket socket = new Socket()) {
      socket.connect(target, TRY_MILLIS);
      socket.setSoTimeout(TRY_MILLIS);
      socket.getOutputStream().write(REQUEST);
      return socket.getInputStream().read() >= 0;
    } catch (IOException e) {
      return false; // not yet
    }
  }

  @Override
  public void close() throws IOException {
    arena.close();
  }
}

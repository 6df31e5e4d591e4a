package org.srv6pipes.benchmarks.times;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.srv6pipes.benchmarks.engine.Arena;
import org.srv6pipes.benchmarks.engine.Ours;
import org.srv6pipes.benchmarks.engine.Way;
import org.srv6pipes.benchmarks.experiment.EngineSpec;
import org.srv6pipes.benchmarks.experiment.LinkSpec;
import org.srv6pipes.lab.LabException;
import org.srv6pipes.lab.Scratch;
import org.srv6pipes.proxy.chain.PluginException;

/**
 * A proxy is started, and a client begins a connection every few milliseconds, whatever became of
 * those before, until the first byte of an answer has come on one of them.
 */
final class Start implements Trial {

  static final EngineSpec ONE_OF_OURS = EngineSpec.ours(List.of(), 0);

  private static final String NAME = "ours";
  private static final long SIZE = 1 << 10;
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(20);
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
    long heard = arena.client().call(() -> timeOfFirstByte(target, began + PATIENCE.toNanos()));
    return Sample.seconds((heard - began) / NANOS);
  }

  private static long timeOfFirstByte(InetSocketAddress target, long deadline) throws IOException {
    Selector selector = Selector.open();
    try {
      while (System.nanoTime() < deadline) {
        begin(selector, target);
        long next = System.nanoTime() + BETWEEN_TRIES.toNanos();
        for (long left = BETWEEN_TRIES.toMillis(); left > 0; left = millisUntil(next)) {
          selector.select(left);
          for (SelectionKey key : selector.selectedKeys()) {
            if (hasAnswer(key)) {
              return System.nanoTime();
            }
          }
          selector.selectedKeys().clear();
        }
      }
      throw new LabException("no byte has come through a new proxy for " + PATIENCE);
    } finally {
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      selector.close();
    }
  }

  private static long millisUntil(long nanoTime) {
    return TimeUnit.NANOSECONDS.toMillis(nanoTime - System.nanoTime());
  }

  private static void begin(Selector selector, InetSocketAddress target) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.INET6);
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_CONNECT);
    try {
      channel.connect(target);
    } catch (IOException e) {
      channel.close(); // not yet
    }
  }

  private static boolean hasAnswer(SelectionKey key) throws IOException {
    SocketChannel channel = (SocketChannel) key.channel();
    try {
      if (!key.isConnectable()) {
        int read = channel.read(ByteBuffer.allocate(1));
        if (read < 0) {
          channel.close();
        }
        return read > 0;
      }
      channel.finishConnect();
      channel.write(ByteBuffer.wrap(REQUEST));
      key.interestOps(SelectionKey.OP_READ);
    } catch (IOException e) {
      channel.close(); // not yet
    }
    return false;
  }

  @Override
  public void close() throws IOException {
    arena.close();
  }
}

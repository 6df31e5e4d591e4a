package org.srv6pipes.benchmarks.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.srv6pipes.benchmarks.engine.Engine;
import org.srv6pipes.benchmarks.engine.Way;
import org.srv6pipes.benchmarks.experiment.LoadSpec;
import org.srv6pipes.lab.Host;

/** What somebody waits for who types: a byte that comes back, before the next one goes. */
final class Echo implements Load {

  private static final int PORT = Way.PORT + 2;
  private static final int PATIENCE_MILLIS = 10_000;

  private final LoadSpec spec;
  private final ServerSocketChannel listener;

  Echo(LoadSpec spec, Host server) throws IOException {
    this.spec = spec;
    listener = server.call(ServerSocketChannel::open);
    listener.bind(new InetSocketAddress("::", PORT));
    Thread.ofPlatform().daemon().name("echo").start(this::acceptAll);
  }

  private void acceptAll() {
    try {
      while (true) {
        SocketChannel one = listener.accept();
        Thread.ofPlatform().daemon().name("echo").start(() -> answer(one));
      }
    } catch (IOException closed) {
      // Nobody types any more.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  private static void answer(SocketChannel connection) {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 10);
    try (connection) {
      connection.socket().setTcpNoDelay(true);
      while (connection.read(buffer) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          connection.write(buffer);
        }
        buffer.clear();
      }
    } catch (IOException e) {
      // The client has gone, and with it whoever could be told.
    }
  }

  @Override
  public Answers run(Host client, Engine engine, Duration duration) {
    List<Typist> typists = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    long end = System.nanoTime() + duration.toNanos();
    for (int i = 0; i < spec.connections(); i++) {
      Typist typist = new Typist(new InetSocketAddress(engine.target().toInet(), PORT), end);
      typists.add(typist);
      threads.add(client.startThread("typist-" + i, typist));
    }
    Asker.join(threads);
    Histogram latency = Asker.histogram();
    typists.forEach(typist -> latency.add(typist.latency));
    long errors = typists.stream().filter(typist -> typist.failed).count();
    long count = latency.getTotalCount();
    return new Answers(count, count, duration, errors, Optional.of(Answers.Latency.of(latency)));
  }

  private static final class Typist implements Runnable {
    private final InetSocketAddress target;
    private final long end;
    private final Histogram latency = Asker.histogram();
    private boolean failed;

    Typist(InetSocketAddress target, long end) {
      this.target = target;
      this.end = end;
    }

    @Override
    public void run() {
      try (Socket socket = new Socket()) {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(target, PATIENCE_MILLIS);
        type(socket.getInputStream(), socket.getOutputStream());
      } catch (IOException e) {
        failed = true;
      }
    }

    private void type(InputStream input, OutputStream output) throws IOException {
      for (int key = 0; System.nanoTime() < end; key++) {
        long began = System.nanoTime();
        output.write(key);
        if (input.read() != (key & 0xFF)) {
          throw new IOException("another byte came back than was sent");
        }
        latency.recordValue(System.nanoTime() - began);
      }
    }
  }
}

package org.srv6pipes.dist.pipe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.srv6pipes.function.Direction;
import org.srv6pipes.wire.ChainText;

@Timeout(60)
class PipelineTest {

  @Test
  void shouldReadNoFurtherThanItsBuffersWhenNobodyTakesTheOutput() throws Exception {
    Endless input = new Endless();
    CountDownLatch taken = new CountDownLatch(1);
    Thread pipe =
        Thread.ofPlatform()
            .daemon()
            .start(
                () ->
                    assertThatThrownBy(() -> run("base64-encode", input, new Stuck(taken)))
                        .isInstanceOf(OutputException.class));

    Awaitility.await().until(() -> input.isWaiting());
    long read = input.given.get();

    assertThat(read).isLessThan(1 << 20);
    taken.countDown();
    pipe.join();
  }

  @Test
  void shouldGiveOutTheEndsOfAllFunctionsForAnInputWithoutAByte() throws Exception {
    ByteArrayOutputStream output = new ByteArrayOutputStream();

    run("zstd-compress | zstd-decompress", channel(""), Channels.newChannel(output));
    assertThat(output.size()).isZero();

    run("lz4-compress", channel(""), Channels.newChannel(output));
    assertThat(output.size()).isPositive();
  }

  @Test
  void shouldSlowDownAsAFunctionAsksWithoutLosingAByte() throws Exception {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    String text = "0123456789".repeat(3000);

    run("shape(20000)", channel(text), Channels.newChannel(output));

    assertThat(output.toString(UTF_8)).isEqualTo(text);
  }

  @Test
  void shouldSayThatTheInputCannotBeRead() {
    assertThatThrownBy(
            () -> run("identity", new Broken(), Channels.newChannel(new ByteArrayOutputStream())))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(OutputException.class)
        .hasMessage("the disk is on fire");
  }

  private static void run(String chain, ReadableByteChannel in, WritableByteChannel out)
      throws Exception {
    try (PipeFunctions functions =
        PipeFunctions.open(ChainText.parse(chain), null, List.of(), null)) {
      Pipeline.run(functions.planned(), Direction.FORWARD, in, out, (function, message) -> {});
    }
  }

  private static ReadableByteChannel channel(String text) {
    return Channels.newChannel(new ByteArrayInputStream(text.getBytes(UTF_8)));
  }

  /** Gives as many bytes as one wants. */
  private static final class Endless implements ReadableByteChannel {
    private final AtomicLong given = new AtomicLong();
    private volatile Thread reader = Thread.currentThread();

    @Override
    public int read(ByteBuffer into) {
      reader = Thread.currentThread();
      int count = into.remaining();
      into.position(into.limit());
      given.addAndGet(count);
      return count;
    }

    /** Whether its reader has stopped asking. */
    boolean isWaiting() {
      return given.get() > 0 && reader.getState() == Thread.State.WAITING;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  /** Takes nothing until it is told to, and then dies. */
  private record Stuck(CountDownLatch taken) implements WritableByteChannel {
    @Override
    public int write(ByteBuffer from) throws IOException {
      try {
        taken.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      throw new IOException("broken pipe");
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  /** Cannot be read. */
  private static final class Broken implements ReadableByteChannel {
    @Override
    public int read(ByteBuffer into) throws IOException {
      throw new IOException("the disk is on fire");
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}

package org.srv6pipes.dist.pipe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.srv6pipes.function.Direction;
import org.srv6pipes.function.FunctionException;
import org.srv6pipes.proxy.chain.Block;
import org.srv6pipes.proxy.chain.BufferPool;
import org.srv6pipes.proxy.chain.Chain;
import org.srv6pipes.proxy.chain.FlowChains;
import org.srv6pipes.proxy.chain.FunctionHost;
import org.srv6pipes.proxy.chain.PlannedFunction;
import org.srv6pipes.wire.ClientAddress;
import org.srv6pipes.wire.FlowKey;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.ServerAddress;

/**
 * A chain between two channels, on the thread that runs it. A receiver that does not read stops it,
 * and with it the sender. When the input pauses, everything that is determined goes out.
 */
public final class Pipeline {

  /** What a reader that is only a little slower than the chain needs; nobody notices it. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private static final FlowKey NOBODY =
      new FlowKey(
          new ClientAddress(Ipv6Address.UNSPECIFIED, 0),
          new ServerAddress(Ipv6Address.UNSPECIFIED, 0));

  private final WritableByteChannel output;
  private final Semaphore news = new Semaphore(0);
  private final Feed feed;
  private final Chain chain;
  private final Alarms alarms = new Alarms();

  private @Nullable Block arrived;
  private boolean flushDue;

  private Pipeline(
      List<PlannedFunction> functions,
      Direction direction,
      ReadableByteChannel input,
      WritableByteChannel output,
      BiConsumer<String, String> warnings)
      throws FunctionException {
    this.output = output;
    this.feed = new Feed(input, news::release);
    FunctionHost host = new Host(warnings);
    this.chain =
        FlowChains.make(
            functions,
            new FlowChains.Site(NOBODY, direction, BufferPool.forOneThread(), host),
            this::write);
  }

  /**
   * Runs until the input has ended and everything is out.
   *
   * @param direction which way the functions are told that the bytes go
   * @param warnings receives what a function has to say: its name and a sentence
   * @throws OutputException if the output cannot be written
   * @throws IOException if the input cannot be read
   */
  public static void run(
      List<PlannedFunction> functions,
      Direction direction,
      ReadableByteChannel input,
      WritableByteChannel output,
      BiConsumer<String, String> warnings)
      throws IOException, FunctionException, InterruptedException {
    Pipeline pipeline = new Pipeline(functions, direction, input, output, warnings);
    try {
      pipeline.run();
    } catch (UncheckedIOException e) {
      throw new OutputException(e);
    } finally {
      pipeline.chain.close();
    }
  }

  private void run() throws IOException, FunctionException, InterruptedException {
    feed.start();
    while (!advance()) {
      await();
    }
  }

  /** Does all that can be done now; true when the end is out. */
  private boolean advance() throws IOException, FunctionException {
    alarms.ring(chain);
    while (chain.resume()) {
      if (arrived == null) {
        arrived = feed.poll();
      }
      if (arrived == null) {
        return feed.isOver() && chain.end();
      }
      flushDue = true;
      if (!chain.push(arrived)) {
        return false;
      }
      feed.giveBack(arrived);
      arrived = null;
    }
    return false;
  }

  private void await() throws FunctionException, InterruptedException {
    long nanos = alarms.nanosToNext();
    boolean pausing = flushDue && arrived == null && nanos > PAUSE_NANOS;
    if (news.tryAcquire(pausing ? PAUSE_NANOS : nanos, TimeUnit.NANOSECONDS)) {
      news.drainPermits();
    } else if (pausing) {
      flushDue = false;
      chain.flush();
    }
  }

  private boolean write(Block block) {
    try {
      while (block.bytes().hasRemaining()) {
        output.write(block.bytes());
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the functions ask for, from any thread. */
  private final class Host implements FunctionHost {
    private final BiConsumer<String, String> warnings;

    Host(BiConsumer<String, String> warnings) {
      this.warnings = warnings;
    }

    @Override
    public void wakeAfter(int stage, long nanos) {
      alarms.set(stage, nanos);
    }

    @Override
    public void wake(int stage) {
      alarms.wake(stage);
      news.release();
    }

    @Override
    public void forget(int stage) {
      alarms.forget(stage);
    }

    @Override
    public void warn(String function, String message) {
      warnings.accept(function, message);
    }
  }

  /** When which stage is to be woken. */
  private static final class Alarms {
    private final Map<Integer, Long> times = new HashMap<>();
    private final AtomicLong woken = new AtomicLong();

    void set(int stage, long nanos) {
      times.put(stage, System.nanoTime() + Math.max(0, nanos));
    }

    void forget(int stage) {
      times.remove(stage);
    }

    /** From any thread. */
    void wake(int stage) {
      woken.accumulateAndGet(1L << stage, (before, bit) -> before | bit);
    }

    void ring(Chain chain) {
      long now = System.nanoTime();
      long due = woken.getAndSet(0);
      for (Map.Entry<Integer, Long> alarm : times.entrySet()) {
        due |= alarm.getValue() - now <= 0 ? 1L << alarm.getKey() : 0;
      }
      times.values().removeIf(time -> time - now <= 0);
      for (int stage = 0; due >>> stage != 0; stage++) {
        if ((due >>> stage & 1) != 0) {
          chain.wake(stage);
        }
      }
    }

    long nanosToNext() {
      long now = System.nanoTime();
      return times.values().stream().mapToLong(time -> time - now).min().orElse(Long.MAX_VALUE);
    }
  }
}

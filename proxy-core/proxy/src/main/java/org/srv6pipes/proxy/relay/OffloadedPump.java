package org.srv6pipes.proxy.relay;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.srv6pipes.function.FunctionException;
import org.srv6pipes.linux.Errno;
import org.srv6pipes.proxy.chain.Block;
import org.srv6pipes.proxy.chain.BufferPool;
import org.srv6pipes.proxy.chain.Chain;
import org.srv6pipes.proxy.chain.FunctionTable;
import org.srv6pipes.proxy.chain.Usage;
import org.srv6pipes.proxy.flow.FlowReport;

/**
 * Runs the functions on another thread, for those that compute for long or may wait. The loop reads
 * into one block and writes from another; between the two, one job at a time runs the chain. Order
 * is kept because there is only one job, and back-pressure because the loop reads again only when
 * the job has taken everything and its output is written.
 *
 * <p>Where the functions allow it, the loop runs jobs of few bytes itself: to hand a request of a
 * few hundred bytes over and back takes longer than to compress it.
 */
final class OffloadedPump implements Pump, Chain.Outlet {

  private static final int BLOCK_BYTES = 64 << 10;

  /** What the chain is asked for. */
  private enum Job {
    RESUME,
    PUSH,
    FLUSH,
    END
  }

  private final Leg in;
  private final Leg out;
  private final Executor worker;
  private final Executor loop;
  private final Runnable whenDone;
  private final BufferPool buffers;
  private final FunctionTable functions;
  private final int lightUpTo;
  private final Chain chain;

  // Of the loop alone.
  private boolean inputEnded;
  private boolean finished;
  private boolean flushDue;
  private boolean closed;
  private long bytesIn;
  private long bytesOut;
  private long unflushed;
  private boolean flushing;
  private int wakesDue;

  // Of the job while one runs, of the loop otherwise; handed over by the executors. The blocks are
  // there only while there is something to do.
  private @Nullable Block input;
  private @Nullable Block output;
  private boolean running;
  private boolean stuck;
  private boolean outputWasFull;
  private boolean endAsked;
  private boolean ended;
  private @Nullable Throwable failure;

  /**
   * @param buffers that any thread may use
   * @param functions kept open as long as a job runs, which may be longer than its flow lives
   * @param lightUpTo how many bytes since the last flush the loop may handle itself; 0 for none
   * @param whenDone called on the loop when a job is done; a {@link #run} follows
   */
  OffloadedPump(
      Leg in,
      Leg out,
      Executor worker,
      Executor loop,
      Runnable whenDone,
      BufferPool buffers,
      FunctionTable functions,
      int lightUpTo,
      ChainMaker chains)
      throws FunctionException {
    this.in = in;
    this.out = out;
    this.worker = worker;
    this.loop = loop;
    this.whenDone = whenDone;
    this.buffers = buffers;
    this.functions = functions;
    this.lightUpTo = lightUpTo;
    this.chain = chains.make(this);
    functions.retain();
  }

  @Override
  public Turn run() throws FunctionException {
    for (int jobs = 0; jobs < READS_PER_TURN; jobs++) {
      Turn turn = step();
      if (turn != Turn.BUSY) {
        return turn;
      }
    }
    return Turn.BUSY;
  }

  private Turn step() throws FunctionException {
    if (finished || running) {
      return Turn.IDLE;
    }
    rethrow();
    int written = writeOutput();
    if (written < 0) {
      return written == -Errno.EAGAIN ? Turn.IDLE : Turn.OUTPUT_DIED;
    }
    if (ended) {
      finished = true;
      return Turn.FINISHED;
    }
    if (wakesDue != 0 || (stuck && outputWasFull)) {
      return start(Job.RESUME);
    }
    if (stuck) {
      return Turn.IDLE;
    }
    if (input != null && input.bytes().hasRemaining()) {
      return start(Job.PUSH);
    }
    return inputEnded ? start(Job.END) : read();
  }

  private void rethrow() throws FunctionException {
    Throwable thrown = failure;
    failure = null;
    if (thrown instanceof FunctionException known) {
      throw known;
    }
    if (thrown != null) {
      throw new FunctionException(thrown.toString(), thrown);
    }
  }

  private int writeOutput() {
    while (output != null && output.bytes().hasRemaining()) {
      if (!out.writable()) {
        return -Errno.EAGAIN;
      }
      int count = out.write(output);
      if (count < 0) {
        return count;
      }
      bytesOut += count;
    }
    return 0;
  }

  private Turn read() {
    if (!in.readable()) {
      return pause();
    }
    Block block = input();
    int count = in.read(block);
    if (count > 0) {
      bytesIn += count;
      unflushed += count;
      flushDue = true;
      return start(Job.PUSH);
    }
    block.bytes().limit(0);
    if (count == 0) {
      inputEnded = true;
      return start(Job.END);
    }
    return count == -Errno.EAGAIN ? pause() : Turn.INPUT_DIED;
  }

  private Turn pause() {
    if (!flushDue) {
      giveBackBlocks();
      return Turn.IDLE;
    }
    flushDue = false;
    return start(Job.FLUSH);
  }

  /** BUSY when the job is done already, IDLE when somebody will call. */
  private Turn start(Job job) {
    int wakes = wakesDue;
    wakesDue = 0;
    output().bytes().clear();
    boolean light = lightUpTo > 0 && unflushed <= lightUpTo && chain.isPrepared();
    if (light) {
      work(job, wakes);
      account(job);
      return Turn.BUSY;
    }
    worker.execute(
        () -> {
          work(job, wakes);
          loop.execute(() -> done(job));
        });
    running = true; // not if there was no memory for a job: nobody would be done with it
    return Turn.IDLE;
  }

  private void work(Job job, int wakes) {
    try {
      for (int left = wakes; left != 0; left &= left - 1) {
        chain.wake(Integer.numberOfTrailingZeros(left));
      }
      carryOut(job);
    } catch (Throwable e) {
      // Whatever it is: a job that is never done would be a flow that never ends.
      failure = e;
    }
  }

  private void carryOut(Job job) throws FunctionException {
    outputWasFull = false;
    switch (job) {
      case PUSH -> chain.push(input());
      case FLUSH -> chain.flush();
      case END -> {
        endAsked = true;
        chain.end();
      }
      case RESUME -> {}
    }
    stuck = !chain.resume();
    ended = endAsked && !stuck;
  }

  private void account(Job job) {
    output().bytes().flip();
    flushing = job == Job.FLUSH || (flushing && job == Job.RESUME);
    if (flushing && !stuck) {
      flushing = false;
      unflushed = 0;
    }
  }

  private void done(Job job) {
    running = false;
    account(job);
    if (closed) {
      release();
    } else {
      whenDone.run();
    }
  }

  /** Called by the chain on the worker. */
  @Override
  public boolean write(Block block) {
    ByteBuffer to = output().bytes();
    int count = Math.min(block.bytes().remaining(), to.remaining());
    int limit = block.bytes().limit();
    to.put(block.bytes().limit(block.bytes().position() + count));
    block.bytes().limit(limit);
    outputWasFull |= block.bytes().hasRemaining();
    return !block.bytes().hasRemaining();
  }

  @Override
  public void wake(int stage) {
    wakesDue |= 1 << stage;
  }

  @Override
  public FlowReport.Carrier carrier() {
    return FlowReport.Carrier.WORKER;
  }

  @Override
  public List<Usage> usages() {
    return chain.usages();
  }

  @Override
  public long bytesIn() {
    return bytesIn;
  }

  @Override
  public long bytesOut() {
    return bytesOut;
  }

  @Override
  public void close() {
    closed = true;
    if (!running) {
      release();
    }
  }

  private void release() {
    chain.close();
    giveBackBlocks();
    functions.release();
  }

  private Block input() {
    Block block = input == null ? emptyBlock() : input;
    input = block;
    return block;
  }

  private Block output() {
    Block block = output == null ? emptyBlock() : output;
    output = block;
    return block;
  }

  private Block emptyBlock() {
    Block block = buffers.take(BLOCK_BYTES);
    block.bytes().limit(0);
    return block;
  }

  private void giveBackBlocks() {
    if (input != null) {
      buffers.giveBack(input);
      input = null;
    }
    if (output != null) {
      buffers.giveBack(output);
      output = null;
    }
  }
}

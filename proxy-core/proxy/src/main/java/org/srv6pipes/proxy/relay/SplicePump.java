package org.srv6pipes.proxy.relay;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.srv6pipes.function.FunctionException;
import org.srv6pipes.linux.Errno;
import org.srv6pipes.linux.Pipe;
import org.srv6pipes.linux.TcpSocket;
import org.srv6pipes.proxy.chain.Block;
import org.srv6pipes.proxy.chain.BufferPool;
import org.srv6pipes.proxy.chain.Chain;
import org.srv6pipes.proxy.chain.Usage;
import org.srv6pipes.proxy.flow.FlowReport;

/**
 * Lets the kernel carry the bytes, through a pipe that is held only while there are bytes in it.
 * For chains that leave every byte as it is; they are told how many passed.
 *
 * <p>Only what comes in plenty goes that way. What two calls to the kernel do for a request or an
 * answer that fits one buffer takes three or four by way of a pipe, each of them dearer.
 */
final class SplicePump implements Pump {

  /** The kernel carries what follows on so many bytes that came in plenty. */
  private static final int COPIED_FIRST = 64 << 10;

  private static final int FLAGS = TcpSocket.SPLICE_NONBLOCK | TcpSocket.SPLICE_MOVE;

  private final Leg in;
  private final Leg out;
  private final PipePool pipes;
  private final BufferPool buffers;
  private final Block scratch;
  private final Chain chain;

  private @Nullable Block held;
  private @Nullable Pipe pipe;
  private int inPipe;
  private boolean inputEnded;
  private boolean finished;
  private boolean woken;
  private int plenty;
  private long bytesIn;
  private long bytesOut;

  /**
   * @param scratch the loop's reading block, which belongs to whoever has the turn
   */
  SplicePump(Leg in, Leg out, PipePool pipes, BufferPool buffers, Block scratch, ChainMaker chains)
      throws FunctionException {
    this.in = in;
    this.out = out;
    this.pipes = pipes;
    this.buffers = buffers;
    this.scratch = scratch;
    this.chain = chains.make(block -> true);
  }

  @Override
  public Turn run() throws FunctionException {
    if (finished) {
      return Turn.IDLE;
    }
    if (woken) {
      woken = false;
      chain.resume();
    }
    for (int reads = 0; reads < READS_PER_TURN; reads++) {
      Turn turn = step();
      if (turn != Turn.BUSY) {
        releaseIfEmpty();
        return turn;
      }
    }
    return Turn.BUSY;
  }

  private Turn step() throws FunctionException {
    while (held != null || inPipe > 0) {
      if (!out.writable()) {
        return Turn.IDLE;
      }
      int written = held != null ? writeHeld(held) : empty();
      if (written < 0 && written != -Errno.EAGAIN) {
        return Turn.OUTPUT_DIED;
      }
    }
    if (inputEnded) {
      chain.end();
      finished = true;
      return Turn.FINISHED;
    }
    if (!in.readable()) {
      return Turn.IDLE;
    }
    return plenty < COPIED_FIRST ? copy() : fill();
  }

  private Turn copy() throws FunctionException {
    int count = in.read(scratch);
    if (count <= 0) {
      return nothingCame(count);
    }
    came(count);
    boolean last = in.endFollows(scratch);
    int written = out.writable() ? wrote(last ? out.writeLast(scratch) : out.write(scratch)) : 0;
    if (scratch.bytes().hasRemaining()) {
      held = buffers.take(scratch.bytes().remaining());
      held.bytes().put(scratch.bytes()).flip();
    }
    return written < 0 && written != -Errno.EAGAIN ? Turn.OUTPUT_DIED : Turn.BUSY;
  }

  private int writeHeld(Block block) {
    int count = wrote(out.write(block));
    if (!block.bytes().hasRemaining()) {
      buffers.giveBack(block);
      held = null;
    }
    return count;
  }

  private int wrote(int count) {
    bytesOut += Math.max(0, count);
    return count;
  }

  private Turn fill() throws FunctionException {
    Pipe target = pipe;
    if (target == null) {
      target = pipes.take();
      pipe = target;
    }
    int count = in.spliceInto(target.writeEnd(), target.capacity(), FLAGS);
    if (count == 0 || (count == -Errno.EAGAIN && in.sendsUrgently())) {
      count = in.copyInto(target.writeEnd(), target.capacity(), scratch);
    }
    if (count <= 0) {
      return nothingCame(count);
    }
    inPipe = count;
    came(count);
    return Turn.BUSY;
  }

  private void came(int count) throws FunctionException {
    bytesIn += count;
    plenty = count <= Leg.LITTLE ? 0 : Math.min(COPIED_FIRST, plenty + count);
    chain.passed(count);
  }

  private Turn nothingCame(int count) {
    if (count == 0) {
      inputEnded = true;
      return Turn.BUSY;
    }
    return count == -Errno.EAGAIN ? Turn.IDLE : Turn.INPUT_DIED;
  }

  private int empty() {
    Pipe source = pipe;
    if (source == null) {
      throw new IllegalStateException("bytes in a pipe that is not there");
    }
    int count = out.spliceFrom(source.readEnd(), inPipe, FLAGS);
    if (count > 0) {
      inPipe -= count;
      bytesOut += count;
    }
    return count;
  }

  private void releaseIfEmpty() {
    if (pipe != null && inPipe == 0) {
      pipes.giveBack(pipe);
      pipe = null;
    }
  }

  @Override
  public void wake(int stage) {
    woken = true;
    chain.wake(stage);
  }

  @Override
  public FlowReport.Carrier carrier() {
    return FlowReport.Carrier.SPLICE;
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
    chain.close();
    if (held != null) {
      buffers.giveBack(held);
      held = null;
    }
    if (pipe != null && inPipe == 0) {
      pipes.giveBack(pipe);
    } else if (pipe != null) {
      pipes.discard(pipe);
    }
    pipe = null;
  }
}

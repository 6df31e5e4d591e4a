package org.srv6pipes.proxy.relay;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.srv6pipes.function.FunctionException;
import org.srv6pipes.linux.Errno;
import org.srv6pipes.linux.Pipe;
import org.srv6pipes.linux.TcpSocket;
import org.srv6pipes.proxy.chain.Block;
import org.srv6pipes.proxy.chain.Chain;
import org.srv6pipes.proxy.chain.Usage;
import org.srv6pipes.proxy.flow.FlowReport;

/**
 * Lets the kernel carry the bytes, through a pipe that is held only while there are bytes in it.
 * For chains that leave every byte as it is; they are told how many passed.
 */
final class SplicePump implements Pump {

  private static final int FLAGS = TcpSocket.SPLICE_NONBLOCK | TcpSocket.SPLICE_MOVE;

  private final Leg in;
  private final Leg out;
  private final PipePool pipes;
  private final Block scratch;
  private final Chain chain;

  private @Nullable Pipe pipe;
  private int inPipe;
  private boolean inputEnded;
  private boolean finished;
  private boolean woken;
  private long bytesIn;
  private long bytesOut;

  /**
   * @param scratch the loop's reading block, which belongs to whoever has the turn
   */
  SplicePump(Leg in, Leg out, PipePool pipes, Block scratch, ChainMaker chains)
      throws FunctionException {
    this.in = in;
    this.out = out;
    this.pipes = pipes;
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
    while (inPipe > 0) {
      if (!out.writable()) {
        return Turn.IDLE;
      }
      int written = empty();
      if (written < 0 && written != -Errno.EAGAIN) {
        return Turn.OUTPUT_DIED;
      }
    }
    if (inputEnded) {
      chain.end();
      finished = true;
      return Turn.FINISHED;
    }
    return in.readable() ? fill() : Turn.IDLE;
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
    if (count > 0) {
      inPipe = count;
      bytesIn += count;
      chain.passed(count);
      return Turn.BUSY;
    }
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
    if (pipe != null && inPipe == 0) {
      pipes.giveBack(pipe);
    } else if (pipe != null) {
      pipes.discard(pipe);
    }
    pipe = null;
  }
}

package org.srv6pipes.proxy.relay;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.srv6pipes.function.FunctionException;
import org.srv6pipes.linux.Errno;
import org.srv6pipes.proxy.chain.Block;
import org.srv6pipes.proxy.chain.BufferPool;
import org.srv6pipes.proxy.chain.Chain;
import org.srv6pipes.proxy.chain.Usage;
import org.srv6pipes.proxy.flow.FlowReport;

/** Runs the functions on the loop itself. */
final class DirectPump implements Pump, Chain.Outlet {

  private final Leg in;
  private final Leg out;
  private final BufferPool buffers;
  private final Block scratch;
  private final Chain chain;

  private @Nullable Block held;
  private boolean flushDue;
  private boolean inputEnded;
  private boolean finished;
  private boolean outputDied;
  private boolean endFollows;
  private long bytesIn;
  private long bytesOut;

  /**
   * @param scratch the loop's reading block, which belongs to whoever has the turn
   * @param chains makes the chain that writes to the given outlet
   */
  DirectPump(Leg in, Leg out, BufferPool buffers, Block scratch, ChainMaker chains)
      throws FunctionException {
    this.in = in;
    this.out = out;
    this.buffers = buffers;
    this.scratch = scratch;
    this.chain = chains.make(this);
  }

  @Override
  public FlowReport.Carrier carrier() {
    return FlowReport.Carrier.LOOP;
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
  public void wake(int stage) {
    chain.wake(stage);
  }

  @Override
  public Turn run() throws FunctionException {
    if (finished) {
      return Turn.IDLE;
    }
    for (int reads = 0; reads < READS_PER_TURN; reads++) {
      Turn turn = step();
      if (turn != Turn.BUSY) {
        return outputDied ? Turn.OUTPUT_DIED : turn;
      }
    }
    return Turn.BUSY;
  }

  private Turn step() throws FunctionException {
    if (!chain.resume() || !pushHeld()) {
      return Turn.IDLE;
    }
    if (inputEnded) {
      return end();
    }
    if (!in.readable()) {
      return pause();
    }
    int count = in.read(scratch);
    if (count > 0) {
      take(count);
      return Turn.BUSY;
    }
    if (count == 0) {
      inputEnded = true;
      return Turn.BUSY;
    }
    return count == -Errno.EAGAIN ? pause() : Turn.INPUT_DIED;
  }

  private void take(int count) throws FunctionException {
    bytesIn += count;
    flushDue = true;
    endFollows = in.endFollows(scratch);
    boolean taken = chain.push(scratch);
    endFollows = false;
    if (!taken) {
      held = buffers.take(scratch.bytes().remaining());
      held.bytes().put(scratch.bytes()).flip();
    }
  }

  private boolean pushHeld() throws FunctionException {
    if (held == null) {
      return true;
    }
    if (!chain.push(held)) {
      return false;
    }
    buffers.giveBack(held);
    held = null;
    return true;
  }

  private Turn pause() throws FunctionException {
    if (flushDue) {
      flushDue = false;
      chain.flush();
    }
    return Turn.IDLE;
  }

  private Turn end() throws FunctionException {
    if (!chain.end()) {
      return Turn.IDLE;
    }
    finished = true;
    return Turn.FINISHED;
  }

  @Override
  public boolean write(Block block) {
    while (block.bytes().hasRemaining()) {
      if (outputDied || !out.writable()) {
        return false;
      }
      int count = endFollows ? out.writeLast(block) : out.write(block);
      if (count >= 0) {
        bytesOut += count;
      } else if (count != -Errno.EAGAIN) {
        outputDied = true;
      }
    }
    return true;
  }

  @Override
  public void close() {
    chain.close();
    if (held != null) {
      buffers.giveBack(held);
      held = null;
    }
  }
}

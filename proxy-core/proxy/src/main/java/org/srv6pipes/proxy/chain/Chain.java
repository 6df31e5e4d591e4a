package org.srv6pipes.proxy.chain;

import java.util.Arrays;
import java.util.List;
import org.srv6pipes.function.FunctionException;

/**
 * The functions of one direction of one flow, in order, with the buffers between them. Bytes are
 * pushed in at the front and leave through the {@link Outlet} at the back. Everything stops where
 * the outlet stops or a function waits: what was not taken is kept, and {@link #resume} goes on
 * with it.
 *
 * <p>A stage holds a buffer only while there are bytes in it, so an idle flow holds none, and
 * memory is bounded by one buffer a stage.
 */
public final class Chain {

  /** Where a chain's bytes go. */
  @FunctionalInterface
  public interface Outlet {
    /** Takes what it can from the block's position on; true if it took everything. */
    boolean write(Block block);
  }

  private enum Closing {
    NOTHING,
    FLUSH,
    END
  }

  private final Stage[] stages;
  private final Outlet outlet;

  private Closing closing = Closing.NOTHING;
  private int closingStage;
  private boolean ending;

  Chain(List<Stage> stages, Outlet outlet) {
    this.stages = stages.toArray(Stage[]::new);
    this.outlet = outlet;
  }

  /** Whether no function touches the bytes. */
  public boolean isEmpty() {
    return stages.length == 0;
  }

  /**
   * Pushes bytes in; true if all of them were taken, though what became of them may be stuck: see
   * {@link #resume}.
   */
  public boolean push(Block input) throws FunctionException {
    return pushInto(0, input);
  }

  /**
   * The input has paused: lets every function give out what is determined. True if all of it is
   * out.
   */
  public boolean flush() throws FunctionException {
    return close(Closing.FLUSH);
  }

  /**
   * The input has ended: lets every function finish, in order. After true nothing more may be
   * pushed. May be called again after false, like {@link #resume}.
   */
  public boolean end() throws FunctionException {
    if (ending) {
      return resume();
    }
    boolean ended = close(Closing.END);
    ending = ended || closing == Closing.END;
    return ended;
  }

  /** Goes on where a call before had to stop; true if nothing is stuck any more. */
  public boolean resume() throws FunctionException {
    for (int stage = stages.length - 1; stage >= 0; stage--) {
      if (!prepare(stage)) {
        return false;
      }
    }
    return closing == Closing.NOTHING || continueClosing();
  }

  /** A function's alarm or waker went off. A {@link #resume} must follow. */
  public void wake(int stage) {
    stages[stage].wake();
  }

  /** Whether every function has at hand what its next call needs. */
  public boolean isPrepared() {
    for (Stage stage : stages) {
      if (!stage.isPrepared()) {
        return false;
      }
    }
    return true;
  }

  /** What each function has done so far, in order. From any thread. */
  public List<Usage> usages() {
    return Arrays.stream(stages).map(Stage::usage).toList();
  }

  /** Bytes went by outside of the chain. */
  public void passed(long bytes) throws FunctionException {
    for (Stage stage : stages) {
      stage.passed(bytes);
    }
  }

  /** Ends every function and gives every buffer back, whatever state they are in. */
  public void close() {
    for (Stage stage : stages) {
      stage.close();
    }
  }

  private boolean close(Closing how) throws FunctionException {
    if (!resume()) {
      return false;
    }
    closing = how;
    closingStage = 0;
    return continueClosing();
  }

  private boolean continueClosing() throws FunctionException {
    while (closingStage < stages.length) {
      if (!closeStage(closingStage)) {
        return false;
      }
    }
    closing = Closing.NOTHING;
    return true;
  }

  private boolean closeStage(int stage) throws FunctionException {
    while (prepare(stage)) {
      if (stages[stage].close(closing == Closing.END)) {
        // Finished, whether or not what it gave out can leave at once.
        closingStage = stage + 1;
        return drain(stage);
      }
    }
    return false;
  }

  private boolean pushInto(int stage, Block input) throws FunctionException {
    if (stage == stages.length) {
      return outlet.write(input);
    }
    while (input.bytes().hasRemaining()) {
      if (!prepare(stage)) {
        return false;
      }
      if (stages[stage].worksInPlace()) {
        return pushThrough(stage, input);
      }
      stages[stage].process(input.bytes());
    }
    prepare(stage);
    return true;
  }

  private boolean pushThrough(int stage, Block input) throws FunctionException {
    stages[stage].processInPlace(input);
    if (!pushInto(stage + 1, input)) {
      // These bytes are transformed already: they must not come by here again.
      stages[stage].keep(input.bytes());
    }
    return true;
  }

  /**
   * Makes a stage ready for input: its output handed on, what it owes done. False if that cannot be
   * now.
   */
  private boolean prepare(int stage) throws FunctionException {
    while (drain(stage)) {
      if (!stages[stage].owes()) {
        return stages[stage].isReady();
      }
      stages[stage].settle();
    }
    return false;
  }

  /** Hands a stage's output on; true if it holds none any more. */
  private boolean drain(int stage) throws FunctionException {
    Block output = stages[stage].offered();
    if (output != null) {
      pushInto(stage + 1, output);
    }
    return stages[stage].taken();
  }
}

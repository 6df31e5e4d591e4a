package org.srv6pipes.proxy.relay;

import java.util.List;
import org.srv6pipes.function.FunctionException;
import org.srv6pipes.proxy.chain.Usage;
import org.srv6pipes.proxy.flow.FlowReport;

/**
 * The way of a byte: leg in, functions, leg out. Reads again only when everything that was read
 * before has gone as far as it can, so that a receiver that stops reading stops the sender. Lives
 * on its flow's loop.
 */
interface Pump {

  /** How a turn ended. */
  enum Turn {
    /** The turn's share is used up and there is more to do at once. */
    BUSY,
    /** Nothing to do until a descriptor, a function or a worker calls. */
    IDLE,
    /** The last byte is out; nothing more will come. */
    FINISHED,
    /** The leg in is dead. */
    INPUT_DIED,
    /** The leg out is dead. */
    OUTPUT_DIED
  }

  /** How many reads one turn may do before others have theirs. */
  int READS_PER_TURN = 8;

  /** Moves what can be moved now. After FINISHED it is always IDLE. */
  Turn run() throws FunctionException;

  /** A function's alarm or waker went off; a {@link #run} must follow. */
  void wake(int stage);

  FlowReport.Carrier carrier();

  /** What each function has done so far. */
  List<Usage> usages();

  long bytesIn();

  long bytesOut();

  /** Ends the functions and gives everything back. Called once. */
  void close();
}

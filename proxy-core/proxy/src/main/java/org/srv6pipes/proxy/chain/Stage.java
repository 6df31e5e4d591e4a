package org.srv6pipes.proxy.chain;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.srv6pipes.function.FunctionException;
import org.srv6pipes.function.Status;
import org.srv6pipes.function.StreamFunction;
import org.srv6pipes.function.Traits;

/**
 * A function's place in a chain: the function, what it put out and nobody took yet, and what it
 * still owes. What a function throws, whatever it is, ends here as a {@link FunctionException}: it
 * is the code of somebody else, and must end one flow and nothing more.
 */
final class Stage {

  private static final Logger LOG = LoggerFactory.getLogger(Stage.class);
  private static final ByteBuffer NO_INPUT = ByteBuffer.allocateDirect(0).asReadOnlyBuffer();
  private static final int OUTPUT_BYTES = 64 << 10;

  private final String name;
  private final StreamFunction function;
  private final Traits traits;
  private final BufferPool buffers;
  private final Runnable whenClosed;
  private final Usage usage;

  private @Nullable Block output;
  private Status status = Status.DONE;
  private boolean waitsInClosing;
  private boolean wakeDue;

  /**
   * @param usage where to write down what the function does
   * @param whenClosed told that the function will not be called any more
   */
  Stage(
      String name,
      StreamFunction function,
      Traits traits,
      BufferPool buffers,
      Usage usage,
      Runnable whenClosed) {
    this.usage = usage;
    this.whenClosed = whenClosed;
    this.name = name;
    this.function = function;
    this.traits = traits;
    this.buffers = buffers;
  }

  /** Output that waits to be taken, flipped for reading, or null. {@link #taken} must follow. */
  @Nullable Block offered() {
    if (output != null) {
      output.bytes().flip();
    }
    return output;
  }

  /** The offered output was taken from; true if nothing is left of it. */
  boolean taken() {
    if (output == null) {
      return true;
    }
    if (output.bytes().hasRemaining()) {
      output.bytes().compact();
      return false;
    }
    buffers.giveBack(output);
    output = null;
    return true;
  }

  /** Whether the function can take what comes next; false while it waits to be woken. */
  boolean isReady() {
    return !wakeDue && status == Status.DONE;
  }

  /** Whether there is something to call the function for, now that its output is out. */
  boolean owes() {
    return wakeDue || status == Status.MORE;
  }

  /** Calls the function for what it owes. */
  void settle() throws FunctionException {
    if (wakeDue) {
      wakeDue = measured(NO_INPUT, room(), (_, out) -> function.wake(out)) == Status.MORE;
      if (!wakeDue && status == Status.WAIT) {
        status = waitsInClosing ? Status.DONE : Status.MORE;
      }
    } else {
      process(NO_INPUT);
    }
  }

  /** Whether the function has at hand what its next call needs; one that fails at that has not. */
  boolean isPrepared() {
    try {
      return function.isPrepared();
    } catch (Throwable unprepared) {
      return false;
    }
  }

  void process(ByteBuffer input) throws FunctionException {
    status = measured(input, room(), function::process);
    waitsInClosing = false;
  }

  boolean worksInPlace() {
    return traits.worksInPlace();
  }

  /** Transforms the block's bytes where they are; position and limit stay. */
  void processInPlace(Block block) throws FunctionException {
    ByteBuffer in = block.bytes();
    int start = in.position();
    ByteBuffer out = block.alias(start, in.limit());
    Status result = measured(in, out, function::process);
    if (result != Status.DONE || in.hasRemaining()) {
      throw new FunctionException(name + ": it works in place, and yet left input over");
    }
    in.position(start);
  }

  /** Keeps bytes that no later stage takes now. */
  void keep(ByteBuffer bytes) {
    output = buffers.take(bytes.remaining());
    output.bytes().put(bytes);
  }

  /** Flushes or ends the function; true if it is done with that. */
  boolean close(boolean end) throws FunctionException {
    Status result =
        measured(NO_INPUT, room(), (_, out) -> end ? function.end(out) : function.flush(out));
    if (result == Status.WAIT) {
      status = Status.WAIT;
      waitsInClosing = true;
    }
    return result == Status.DONE;
  }

  void wake() {
    wakeDue = true;
  }

  void passed(long bytes) throws FunctionException {
    try {
      function.passed(bytes);
    } catch (Throwable e) {
      throw FunctionDefect.of(name, e);
    }
    usage.count(bytes, bytes, 0);
  }

  Usage usage() {
    return usage;
  }

  /** A call of the function. */
  @FunctionalInterface
  private interface Call {
    Status on(ByteBuffer in, ByteBuffer out) throws FunctionException;
  }

  private Status measured(ByteBuffer in, ByteBuffer out, Call call) throws FunctionException {
    int read = in.position();
    int written = out.position();
    long began = System.nanoTime();
    try {
      return call.on(in, out);
    } catch (Throwable e) {
      throw FunctionDefect.of(name, e);
    } finally {
      usage.count(in.position() - read, out.position() - written, System.nanoTime() - began);
    }
  }

  void close() {
    whenClosed.run();
    try {
      function.close();
    } catch (Throwable e) {
      LOG.warn("function={} failed in close(), which must not", name, e);
    }
    if (output != null) {
      buffers.giveBack(output);
      output = null;
    }
  }

  private ByteBuffer room() {
    if (output == null) {
      output = buffers.take(Math.max(OUTPUT_BYTES, traits.outputRoom()));
    }
    return output.bytes();
  }
}

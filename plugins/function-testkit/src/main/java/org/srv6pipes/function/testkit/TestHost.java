package org.srv6pipes.function.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.IntSupplier;
import org.srv6pipes.function.Effect;
import org.srv6pipes.function.FunctionException;
import org.srv6pipes.function.FunctionPlan;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.function.Status;
import org.srv6pipes.function.StreamFunction;
import org.srv6pipes.function.Traits;

/**
 * Runs one instance of a function as the proxy would, and checks at every call that it keeps to the
 * contract: no byte touched that is not its own, no input left behind, no idle turns, what its
 * traits promise.
 */
public final class TestHost implements AutoCloseable {

  private static final int BORDER = 5;
  private static final byte PAINT = (byte) 0xA5;
  private static final ThreadLocal<Canvas> INPUT = ThreadLocal.withInitial(Canvas::new);
  private static final ThreadLocal<Canvas> OUTPUT = ThreadLocal.withInitial(Canvas::new);

  private final Traits traits;
  private final TestFlow flow;
  private final StreamFunction function;
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private IntSupplier roomSize;
  private boolean discards;
  private boolean ended;
  private boolean closed;

  private enum Call {
    PROCESS,
    FLUSH,
    END,
    WAKE
  }

  /**
   * Makes an instance.
   *
   * @param plan the plan
   * @param flow the flow that it is told about
   * @throws FunctionException if the plan refuses
   */
  public TestHost(FunctionPlan plan, TestFlow flow) throws FunctionException {
    this.traits = plan.traits();
    this.flow = flow;
    this.function = plan.create(flow);
    this.roomSize = () -> 16 * 1024 + traits.outputRoom();
  }

  /**
   * Makes an instance for a flow of no importance.
   *
   * @param plan the plan
   * @throws FunctionException if the plan refuses
   */
  public TestHost(FunctionPlan plan) throws FunctionException {
    this(plan, new TestFlow(Parameters.DEFAULTS));
  }

  /**
   * Changes how much room for output each call gets; never less than the function asked for.
   *
   * @param extra bytes beyond {@link Traits#outputRoom}
   * @return this host
   */
  public TestHost withRoom(IntSupplier extra) {
    roomSize = () -> traits.outputRoom() + extra.getAsInt();
    return this;
  }

  /** Forgets the output, so that it does not count as memory. */
  TestHost discardingOutput() {
    discards = true;
    return this;
  }

  /**
   * The flow that the function serves.
   *
   * @return the flow
   */
  public TestFlow flow() {
    return flow;
  }

  /**
   * All that came out so far, also of a call that failed.
   *
   * @return the bytes
   */
  public byte[] output() {
    return output.toByteArray();
  }

  /**
   * All that came out so far, as text.
   *
   * @return the bytes, read as UTF-8
   */
  public String text() {
    return output.toString(StandardCharsets.UTF_8);
  }

  /**
   * Lets the function process a text.
   *
   * @param text the next bytes of the stream, in UTF-8
   * @return this host
   * @throws FunctionException if the function fails
   */
  public TestHost write(String text) throws FunctionException {
    return write(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Lets the function process some bytes.
   *
   * @param bytes the next bytes of the stream
   * @return this host
   * @throws FunctionException if the function fails
   */
  public TestHost write(byte... bytes) throws FunctionException {
    require(!ended, "the host wrote after the end");
    ByteBuffer in = INPUT.get().painted(bytes.length);
    in.put(in.position(), bytes);
    int start = in.position();
    run(Call.PROCESS, in.asReadOnlyBuffer());
    boolean same = in.slice(start, bytes.length).equals(ByteBuffer.wrap(bytes));
    require(same, "the bytes of the input were changed");
    return this;
  }

  /**
   * Lets the function process some bytes in the memory where they are.
   *
   * @param bytes the next bytes of the stream
   * @return this host
   * @throws FunctionException if the function fails
   */
  public TestHost writeInPlace(byte... bytes) throws FunctionException {
    ByteBuffer in = INPUT.get().painted(bytes.length);
    in.put(in.position(), bytes);
    ByteBuffer out = in.duplicate();
    int start = out.position();
    Status status = function.process(in, out);
    require(status == Status.DONE, "in place process() returned " + status);
    require(!in.hasRemaining() && !out.hasRemaining(), "in place some bytes were not converted");
    requireBorders(out, start);
    collect(out, start);
    return this;
  }

  /**
   * Tells the function that the input has paused.
   *
   * @return this host
   * @throws FunctionException if the function fails
   */
  public TestHost flush() throws FunctionException {
    run(Call.FLUSH, ByteBuffer.allocate(0));
    return this;
  }

  /**
   * Tells the function that the input has ended.
   *
   * @return this host
   * @throws FunctionException if the function fails
   */
  public TestHost end() throws FunctionException {
    run(Call.END, ByteBuffer.allocate(0));
    ended = true;
    return this;
  }

  /**
   * Wakes the function, whether it asked for it or not.
   *
   * @return this host
   * @throws FunctionException if the function fails
   */
  public TestHost wake() throws FunctionException {
    run(Call.WAKE, ByteBuffer.allocate(0));
    return this;
  }

  /**
   * Lets time go by, and wakes the function if its alarm goes off.
   *
   * @param time how much
   * @return this host
   * @throws FunctionException if the function fails
   */
  public TestHost advance(Duration time) throws FunctionException {
    return flow.advance(time) ? wake() : this;
  }

  /**
   * Waits until a function that wakes itself has put out so much.
   *
   * @param length how many bytes in all
   * @return this host
   * @throws FunctionException if the function fails
   */
  public TestHost awaitOutput(int length) throws FunctionException {
    while (output.size() < length) {
      flow.awaitWaker();
      wake();
    }
    return this;
  }

  /** Closes the function, once. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      function.close();
    }
  }

  private void run(Call call, ByteBuffer in) throws FunctionException {
    Status status = one(call, in);
    while (status != Status.DONE) {
      if (status == Status.WAIT) {
        require(call != Call.WAKE, "wake() returned WAIT");
        flow.awaitWakeUp();
        run(Call.WAKE, ByteBuffer.allocate(0));
      }
      status = one(call, in);
    }
    require(!in.hasRemaining(), call + " was done, but left input behind");
    if (flow.wasWoken() && call != Call.WAKE) {
      run(Call.WAKE, ByteBuffer.allocate(0));
    }
  }

  private Status one(Call call, ByteBuffer in) throws FunctionException {
    ByteBuffer out = OUTPUT.get().painted(roomSize.getAsInt());
    int start = out.position();
    int limit = out.limit();
    int inStart = in.position();
    int inLimit = in.limit();
    Status status;
    try {
      status = call(call, in, out);
    } finally {
      collect(out, start);
    }
    require(out.limit() == limit && in.limit() == inLimit, call + " moved a limit");
    require(out.position() >= start && in.position() >= inStart, call + " went backwards");
    require(out.order() == ByteOrder.BIG_ENDIAN, call + " changed the order of a buffer");
    requireBorders(out, start);
    int taken = in.position() - inStart;
    int given = out.position() - start;
    require(
        status != Status.MORE || taken + given > 0,
        call + " wants more room than " + (limit - start) + " bytes but has used none of it");
    requireEffect(call, in, inStart, out, start);
    return status;
  }

  private Status call(Call call, ByteBuffer in, ByteBuffer out) throws FunctionException {
    return switch (call) {
      case PROCESS -> function.process(in, out);
      case FLUSH -> function.flush(out);
      case END -> function.end(out);
      case WAKE -> function.wake(out);
    };
  }

  private void requireEffect(Call call, ByteBuffer in, int inStart, ByteBuffer out, int start) {
    if (traits.effect() == Effect.REWRITES) {
      return;
    }
    int taken = in.position() - inStart;
    int given = out.position() - start;
    require(taken == given, call + " took %d bytes and gave %d".formatted(taken, given));
    if (traits.effect() != Effect.KEEPS_LENGTH && taken > 0) {
      boolean same = in.slice(inStart, taken).equals(out.slice(start, given));
      require(same, call + " changed bytes that its traits promise to leave");
    }
  }

  private void collect(ByteBuffer out, int start) {
    if (!discards) {
      byte[] bytes = new byte[Math.max(0, out.position() - start)];
      out.get(start, bytes);
      output.writeBytes(bytes);
    }
  }

  private static void requireBorders(ByteBuffer buffer, int start) {
    ByteBuffer whole = buffer.duplicate().clear();
    for (int i = 1; i <= BORDER; i++) {
      require(whole.get(start - i) == PAINT, "bytes before the output were overwritten");
      require(whole.get(buffer.limit() + i - 1) == PAINT, "bytes behind it were overwritten");
    }
  }

  private static void require(boolean held, String otherwise) {
    if (!held) {
      throw new AssertionError("The contract is broken: " + otherwise);
    }
  }

  /** Memory that is used again and again, with painted borders around each use. */
  private static final class Canvas {
    private ByteBuffer memory = ByteBuffer.allocateDirect(0);

    ByteBuffer painted(int length) {
      if (memory.capacity() < length + 2 * BORDER) {
        memory = ByteBuffer.allocateDirect(2 * length + 2 * BORDER);
      }
      for (int i = 0; i < BORDER; i++) {
        memory.put(i, PAINT);
        memory.put(BORDER + length + i, PAINT);
      }
      return memory.duplicate().position(BORDER).limit(BORDER + length);
    }
  }
}

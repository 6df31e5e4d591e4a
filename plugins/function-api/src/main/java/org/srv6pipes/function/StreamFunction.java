package org.srv6pipes.function;

import java.nio.ByteBuffer;

/**
 * A function at work on one direction of one flow.
 *
 * <h2>Order of calls</h2>
 *
 * <pre>
 *   ( process+ flush? | wake )*  end?  close
 * </pre>
 *
 * <p>{@code process}, {@code flush} and {@code end} are called again while they return {@link
 * Status#MORE}, and after a wake-up if they returned {@link Status#WAIT}. New input may arrive
 * before a {@code flush} is over: the host then calls {@code process} and begins another {@code
 * flush} later. After {@code end} has returned {@link Status#DONE} only {@code close} follows.
 * {@code close} may come at any time.
 *
 * <h2>Threads</h2>
 *
 * <p>One call at a time. Successive calls may come from different threads; what one did is visible
 * to the next. No call may wait unless the plan's work is {@link Work#BLOCKING}, and even then it
 * should rather return {@link Status#WAIT}. The two directions of a flow are two instances that may
 * run at the same time.
 *
 * <h2>Buffers</h2>
 *
 * <p>They are the host's, direct, big-endian, and valid until the call returns; keep bytes, never
 * buffers. Input is what lies between position and limit of {@code in}, which may be read-only, and
 * is used up by moving the position; it may be cut anywhere, a single byte included. Output is put
 * at the position of {@code out}. When a call returns, limits are where they were, and no byte
 * before the position or behind the limit of {@code out} has been touched. Whenever the host calls,
 * {@code out} has room for at least {@link Traits#outputRoom} bytes.
 *
 * <h2>Failure</h2>
 *
 * <p>Any exception ends the flow: both its connections are reset and the reason is logged. A
 * function that cannot go on must throw; it must never invent, drop or truncate bytes instead.
 */
public interface StreamFunction extends AutoCloseable {

  /**
   * Uses up input and puts out what follows from it. What the function would rather keep to itself
   * for a better result (an incomplete block, say) it may hold back until {@link #flush}.
   *
   * @param in the input; may be empty when the host comes back after {@link Status#MORE}
   * @param out where output goes
   * @return {@link Status#DONE}, and all input is used up; {@link Status#MORE}, and the rest comes
   *     again; {@link Status#WAIT}, and the rest comes again after a wake-up
   * @throws FunctionException if the flow cannot go on
   */
  Status process(ByteBuffer in, ByteBuffer out) throws FunctionException;

  /**
   * The input has paused, and the receiver may be waiting: puts out everything that is already
   * determined by the input so far. Called again without new input it puts out nothing.
   *
   * @param out where output goes
   * @return {@link Status#DONE} when all is out
   * @throws FunctionException if the flow cannot go on
   */
  default Status flush(ByteBuffer out) throws FunctionException {
    return Status.DONE;
  }

  /**
   * The sender has closed this direction, there is no more input: puts out all that is left, and
   * what marks the end in the function's format. When all is out the host closes this direction
   * towards the receiver. The other direction goes on.
   *
   * @param out where output goes
   * @return {@link Status#DONE} when all is out
   * @throws FunctionException if the input ended too early, or the flow cannot go on
   */
  default Status end(ByteBuffer out) throws FunctionException {
    return Status.DONE;
  }

  /**
   * The time that {@link FlowContext#wakeAfter} set has come, or {@link FlowContext#waker} was run:
   * puts out what has become due. If {@code process}, {@code flush} or {@code end} had returned
   * {@link Status#WAIT}, the host calls it again after this one.
   *
   * <p>The host may wake a function that did not ask for it.
   *
   * @param out where output goes
   * @return {@link Status#DONE}, or {@link Status#MORE} if there was not enough room
   * @throws FunctionException if the flow cannot go on
   */
  default Status wake(ByteBuffer out) throws FunctionException {
    return Status.DONE;
  }

  /**
   * Bytes went by that the function did not see. Called only for {@link Effect#COUNTS}.
   *
   * @param bytes how many since the last call
   */
  default void passed(long bytes) {}

  /**
   * Whether what the next call needs is at hand. Asked before few bytes of heavy work are done on
   * the event loop ({@link Traits#lightUpTo}): a function that has tables to make and to clear
   * first, say, is not prepared, and then a worker calls it. Returns at once and changes nothing.
   *
   * @return true if the next call is only as long as its bytes make it
   */
  default boolean isPrepared() {
    return true;
  }

  /**
   * Releases everything. Called exactly once, always: after {@link #end}, after a failure, and when
   * the flow is reset in the middle. Neither waits nor throws.
   */
  @Override
  default void close() {}
}

package org.srv6pipes.function;

import java.net.Inet6Address;
import java.net.InetSocketAddress;

/**
 * The flow that a {@link StreamFunction} serves, and what the host does for it. Made by the host.
 * Except for {@link #waker}, all is to be called only from the function's own methods.
 */
public interface FlowContext {

  /**
   * Who opened the connection.
   *
   * @return the client's address and port, whichever the direction
   */
  InetSocketAddress client();

  /**
   * Whom the client wanted to reach.
   *
   * @return the server's address and port, whichever the direction
   */
  InetSocketAddress server();

  /**
   * Which way the bytes go that this instance sees.
   *
   * @return the direction
   */
  Direction direction();

  /**
   * The segment that named this function.
   *
   * @return the SID, with function and parameters
   */
  Inet6Address sid();

  /**
   * The parameters that the plan was made for. Functions of a configured chain have their own,
   * which are not those in the SID.
   *
   * @return the parameters
   */
  Parameters parameters();

  /**
   * A clock that never jumps. Use it instead of {@link System#nanoTime()}, so that a test can move
   * the time.
   *
   * @return nanoseconds since some moment; only differences mean something
   */
  long nanoTime();

  /**
   * Asks to be woken, see {@link StreamFunction#wake}. There is one alarm per instance: a new call
   * replaces the time of the last.
   *
   * @param nanos how long from now; 0 or less means as soon as the current call has returned
   */
  void wakeAfter(long nanos);

  /**
   * For functions whose output depends on something other than their input: a handle that wakes the
   * function, see {@link StreamFunction#wake}. It may be run by any thread at any time, as often as
   * wanted, costs little, never waits, and does nothing once the function is closed. Several runs
   * before the host gets to it are one wake-up; a run during a call causes one more after it.
   *
   * @return the handle, always the same
   */
  Runnable waker();

  /**
   * Writes a line to the host's log, with the flow's addresses. The host limits the rate.
   *
   * @param message what the operator should know; never the connection's bytes, never a secret
   */
  void warn(String message);

  /**
   * Sets a figure that is shown with the flow, in lists and in the log line of its end. The host
   * keeps at least eight per instance.
   *
   * @param name lower case with hyphens, one of a few that never change
   * @param value replaces the last value of that name
   */
  void note(String name, long value);
}

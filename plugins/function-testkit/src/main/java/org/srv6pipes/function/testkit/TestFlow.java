package org.srv6pipes.function.testkit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.srv6pipes.function.Direction;
import org.srv6pipes.function.FlowContext;
import org.srv6pipes.function.Parameters;

/** A flow for tests, with a clock that stands still unless it is moved. */
public final class TestFlow implements FlowContext {

  private static final long NO_ALARM = Long.MAX_VALUE;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Parameters parameters;
  private final Direction direction;
  private final Semaphore wakeUps = new Semaphore(0);
  private final List<String> warnings = new ArrayList<>();
  private final Map<String, Long> notes = new HashMap<>();
  private long now = 1_000_000_000_000L;
  private long alarm = NO_ALARM;
  private boolean wakerAsked;

  /**
   * A forward flow.
   *
   * @param parameters what its plan was made for
   */
  public TestFlow(Parameters parameters) {
    this(parameters, Direction.FORWARD);
  }

  /**
   * A flow in some direction.
   *
   * @param parameters what its plan was made for
   * @param direction which way its bytes go
   */
  public TestFlow(Parameters parameters, Direction direction) {
    this.parameters = parameters;
    this.direction = direction;
  }

  @Override
  public InetSocketAddress client() {
    return new InetSocketAddress(address("fd00:c::1"), 40_000);
  }

  @Override
  public InetSocketAddress server() {
    return new InetSocketAddress(address("fd00:5::1"), 80);
  }

  @Override
  public Direction direction() {
    return direction;
  }

  @Override
  public Inet6Address sid() {
    int bits = parameters.bits();
    return address("fc00:1:0:0:0:1:%x:%x".formatted(bits >>> 16, bits & 0xFFFF));
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public void wakeAfter(long nanos) {
    alarm = now + Math.max(0, nanos);
  }

  @Override
  public Runnable waker() {
    wakerAsked = true;
    return wakeUps::release;
  }

  @Override
  public void warn(String message) {
    warnings.add(message);
  }

  @Override
  public void note(String name, long value) {
    notes.put(name, value);
  }

  /**
   * What the function wrote to the log.
   *
   * @return the lines
   */
  public List<String> warnings() {
    return Collections.unmodifiableList(warnings);
  }

  /**
   * The figures that the function set.
   *
   * @return each name with its last value
   */
  public Map<String, Long> notes() {
    return Collections.unmodifiableMap(notes);
  }

  /** Moves the clock, and tells whether an alarm went off. */
  boolean advance(Duration time) {
    now += time.toNanos();
    boolean due = alarm <= now;
    if (due) {
      alarm = NO_ALARM;
    }
    return due;
  }

  /**
   * Waits as the host does after {@link org.srv6pipes.function.Status#WAIT}: for the handle, if the
   * function has asked for it, by real time; else for its alarm, by moving the clock.
   */
  void awaitWakeUp() {
    if (wakerAsked) {
      awaitWaker();
    } else if (alarm == NO_ALARM) {
      throw new AssertionError("The function waits, but has not arranged to be woken");
    } else {
      advance(Duration.ofNanos(alarm - now));
    }
  }

  /** Whether the handle was run since the last question. */
  boolean wasWoken() {
    return wakeUps.drainPermits() > 0;
  }

  void awaitWaker() {
    try {
      if (!wakeUps.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("The function was not woken within " + PATIENCE);
      }
    } catch (InterruptedException e) {
      throw new AssertionError("Interrupted while waiting for the function", e);
    }
  }

  private static Inet6Address address(String literal) {
    try {
      return (Inet6Address) InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}

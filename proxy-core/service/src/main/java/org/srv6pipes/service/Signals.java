package org.srv6pipes.service;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What the operator asks of a running process: SIGTERM and SIGINT to stop, SIGHUP to read the
 * configuration again. A role's main thread waits for the next request and does it:
 *
 * {@snippet :
 * Signals signals = Signals.listen();
 * start();
 * while (signals.next() == Signals.Request.RELOAD) {
 *   reload();
 * }
 * stop();
 * }
 *
 * <p>Without this the JVM would take all three as the order to die at once, with an exit code that
 * says so. The handlers stay until the process ends.
 */
public final class Signals {

  /** What is asked for. */
  public enum Request {
    STOP,
    RELOAD
  }

  private static final int MOST_WAITING = 8;

  private final BlockingQueue<Request> waiting = new ArrayBlockingQueue<>(MOST_WAITING);

  private Signals() {}

  /** From now on, no request is lost: one that comes during the start waits until it is over. */
  public static Signals listen() {
    Signals signals = new Signals();
    signals.handle("TERM", Request.STOP);
    signals.handle("INT", Request.STOP);
    signals.handle("HUP", Request.RELOAD);
    return signals;
  }

  /** Waits for the next request. */
  public Request next() throws InterruptedException {
    return waiting.take();
  }

  /** The same, but no longer than {@code patience}. */
  public Optional<Request> next(Duration patience) throws InterruptedException {
    return Optional.ofNullable(waiting.poll(patience.toNanos(), TimeUnit.NANOSECONDS));
  }

  /**
   * {@code sun.misc.Signal.handle(new Signal(name), signal -> …)}. The class is supported (JEP 260)
   * but javac warns of it in a way that cannot be switched off, hence by reflection.
   */
  private void handle(String name, Request request) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object enqueue =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                ask(request);
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), enqueue);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "SIG" + name + " cannot be handled: this JDK lacks the module jdk.unsupported", e);
    }
  }

  /** Asks for the same as a signal does. */
  public void request(Request request) {
    ask(request);
  }

  /**
   * When many wait already, one more reload changes nothing; a stop takes the oldest one's place.
   */
  private void ask(Request request) {
    boolean asked = waiting.offer(request);
    while (!asked && request == Request.STOP) {
      waiting.poll();
      asked = waiting.offer(request);
    }
  }
}

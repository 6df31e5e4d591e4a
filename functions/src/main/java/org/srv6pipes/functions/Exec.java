package org.srv6pipes.functions;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import org.srv6pipes.function.FlowContext;
import org.srv6pipes.function.FunctionException;
import org.srv6pipes.function.Status;
import org.srv6pipes.function.StreamFunction;

/**
 * A stream through a program. Its output comes when it comes: the threads of {@link ChildProcess}
 * wake the function for it. A program that ends well before its input does leaves the rest unread.
 */
final class Exec implements StreamFunction {

  private final FlowContext flow;
  private final Command command;
  private final ChildProcess child;
  private final long started;

  Exec(FlowContext flow, Command command, Semaphore processes) throws FunctionException {
    this.flow = flow;
    this.command = command;
    this.child = start(processes);
    this.started = flow.nanoTime();
    if (!command.timeLimit().isZero()) {
      flow.wakeAfter(command.timeLimit().toNanos());
    }
  }

  @Override
  public Status process(ByteBuffer in, ByteBuffer out) throws FunctionException {
    check();
    child.input().offer(in);
    boolean drained = child.output().drainTo(out);
    if (!drained) {
      return Status.MORE;
    }
    return in.hasRemaining() ? Status.WAIT : Status.DONE;
  }

  @Override
  public Status wake(ByteBuffer out) throws FunctionException {
    check();
    return child.output().drainTo(out) ? Status.DONE : Status.MORE;
  }

  @Override
  public Status end(ByteBuffer out) throws FunctionException {
    child.input().end();
    boolean over = check();
    if (!child.output().drainTo(out)) {
      return Status.MORE;
    }
    return over ? Status.DONE : Status.WAIT;
  }

  @Override
  public void close() {
    child.kill();
  }

  private ChildProcess start(Semaphore processes) throws FunctionException {
    if (!processes.tryAcquire()) {
      throw new FunctionException("as many programs as \"max-processes\" allows are running");
    }
    try {
      Process process = command.start(flow);
      var _ = process.onExit().thenRun(processes::release);
      return new ChildProcess(process, command.name(), flow.waker());
    } catch (IOException e) {
      processes.release();
      throw new FunctionException(command.name() + " cannot be started", e);
    }
  }

  /** Passes on complaints, ends the flow if the program failed, and tells whether it is over. */
  private boolean check() throws FunctionException {
    OptionalInt exitCode = child.exitCode();
    passOnComplaints();
    if (exitCode.orElse(0) != 0) {
      throw new FunctionException(
          "%s ended with exit code %d".formatted(command.name(), exitCode.getAsInt()));
    }
    long limit = command.timeLimit().toNanos();
    if (limit > 0 && exitCode.isEmpty() && flow.nanoTime() - started >= limit) {
      throw new FunctionException(
          "%s has run for longer than \"time-limit\"".formatted(command.name()));
    }
    return exitCode.isPresent();
  }

  private void passOnComplaints() {
    Optional<String> complaint = child.complaint();
    while (complaint.isPresent()) {
      flow.warn(command.name() + ": " + complaint.get());
      complaint = child.complaint();
    }
  }
}

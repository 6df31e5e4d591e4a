package com.example.lineends;

import java.nio.ByteBuffer;
import org.srv6pipes.function.Status;
import org.srv6pipes.function.StreamFunction;

/** One direction of one connection. */
final class LineEnds implements StreamFunction {

  private static final int MOST_PER_BYTE = 2;

  private final boolean withReturn;

  /** A carriage return has come, and what comes next decides whether it is half of a line end. */
  private boolean returnHeld;

  LineEnds(boolean withReturn) {
    this.withReturn = withReturn;
  }

  @Override
  public Status process(ByteBuffer in, ByteBuffer out) {
    while (in.hasRemaining()) {
      if (out.remaining() < MOST_PER_BYTE) {
        return Status.MORE;
      }
      convert(in.get(), out);
    }
    return Status.DONE;
  }

  @Override
  public Status end(ByteBuffer out) {
    releaseReturn(out);
    return Status.DONE;
  }

  private void convert(byte next, ByteBuffer out) {
    if (next == '\n') {
      returnHeld = withReturn;
    }
    releaseReturn(out);
    if (next == '\r') {
      returnHeld = true;
    } else {
      out.put(next);
    }
  }

  private void releaseReturn(ByteBuffer out) {
    if (returnHeld) {
      out.put((byte) '\r');
      returnHeld = false;
    }
  }
}

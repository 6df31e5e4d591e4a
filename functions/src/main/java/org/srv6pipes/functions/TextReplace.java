package org.srv6pipes.functions;

import java.nio.ByteBuffer;
import org.srv6pipes.function.Status;
import org.srv6pipes.function.StreamFunction;

/** Replaces a fixed text. Holds back only what may be the beginning of it. */
final class TextReplace implements StreamFunction {

  private final TextMatcher matcher;
  private final byte[] find;
  private final byte[] with;
  private final HoldTimer hold;
  private int held;

  TextReplace(TextMatcher matcher, byte[] with, HoldTimer hold) {
    this.matcher = matcher;
    this.find = matcher.text();
    this.with = with;
    this.hold = hold;
  }

  @Override
  public Status process(ByteBuffer in, ByteBuffer out) {
    hold.stop();
    while (in.hasRemaining()) {
      if (held == 0) {
        copyUpToCandidate(in, out);
      }
      if (in.hasRemaining()) {
        if (out.remaining() <= find.length + with.length) {
          return Status.MORE;
        }
        take(in.get(), out);
      }
    }
    return Status.DONE;
  }

  @Override
  public Status flush(ByteBuffer out) {
    if (held > 0) {
      hold.start();
    }
    return Status.DONE;
  }

  @Override
  public Status wake(ByteBuffer out) {
    if (hold.isOver()) {
      hold.stop();
      giveUp(out);
    }
    return Status.DONE;
  }

  @Override
  public Status end(ByteBuffer out) {
    giveUp(out);
    return Status.DONE;
  }

  private void take(byte next, ByteBuffer out) {
    int state = matcher.next(held, next);
    if (state == 0) {
      out.put(find, 0, held).put(next);
    } else {
      out.put(find, 0, held + 1 - state);
    }
    held = state;
    if (held == find.length) {
      out.put(with);
      held = 0;
    }
  }

  private void giveUp(ByteBuffer out) {
    out.put(find, 0, held);
    held = 0;
  }

  private void copyUpToCandidate(ByteBuffer in, ByteBuffer out) {
    int from = in.position();
    int end = from + Math.min(in.remaining(), out.remaining());
    int at = from;
    while (at < end && in.get(at) != find[0]) {
      at++;
    }
    out.put(out.position(), in, from, at - from);
    out.position(out.position() + at - from);
    in.position(at);
  }
}

package org.srv6pipes.functions;

import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import org.srv6pipes.function.FunctionException;
import org.srv6pipes.function.Status;
import org.srv6pipes.function.StreamFunction;

/**
 * Replaces what a regular expression matches. A window moves over the stream:
 *
 * <pre>
 *   0 ............ start ............... length ....... capacity
 *   | context      | not yet decided     | free
 * </pre>
 *
 * Context is what has been put out and may still be looked back at. What is not decided is a match
 * that may become longer, or the beginning of one, no longer than the longest match allowed.
 */
@SuppressWarnings("JdkObsolete") // streaming is what hitEnd and requireEnd are for
final class PatternReplace implements StreamFunction {

  private static final int CONTEXT = 64;
  private static final int CHUNK = 4 << 10;
  private static final int OUTBOX_FULL = 16 << 10;

  /** What the end of the window means. */
  private enum Edge {
    /** More may come at any time. */
    OPEN,
    /** More may come, but has been waited for in vain. */
    IMPATIENT,
    /** The stream ends here. */
    END
  }

  private final PatternRule rule;
  private final HoldTimer hold;
  private final ByteText window;
  private final Matcher matcher;
  private final Outbox outbox = new Outbox();
  private int start;
  private boolean settled = true;
  private boolean impatient;

  PatternReplace(PatternRule rule, HoldTimer hold) {
    this.rule = rule;
    this.hold = hold;
    this.window = new ByteText(CONTEXT + rule.maxMatch() + CHUNK);
    this.matcher = rule.pattern().matcher(window);
    matcher.useTransparentBounds(true).useAnchoringBounds(false);
  }

  /** Window and outbox, which goes beyond its mark by a window or a substitute. */
  static long memory(int maxMatch, long longestSubstitute) {
    long window = (long) CONTEXT + CHUNK + maxMatch;
    return window + 2 * (OUTBOX_FULL + window + longestSubstitute) + 2_048;
  }

  @Override
  public Status process(ByteBuffer in, ByteBuffer out) throws FunctionException {
    hold.stop();
    while (outbox.drainTo(out)) {
      if (settled) {
        if (!in.hasRemaining()) {
          return Status.DONE;
        }
        impatient = false;
        fill(in);
      }
      settle(Edge.OPEN);
    }
    return Status.MORE;
  }

  @Override
  public Status flush(ByteBuffer out) {
    if (start < window.length()) {
      hold.start();
    }
    return Status.DONE;
  }

  @Override
  public Status wake(ByteBuffer out) throws FunctionException {
    impatient |= hold.isOver();
    return impatient ? settleInto(out, Edge.IMPATIENT) : Status.DONE;
  }

  @Override
  public Status end(ByteBuffer out) throws FunctionException {
    return settleInto(out, Edge.END);
  }

  private Status settleInto(ByteBuffer out, Edge edge) throws FunctionException {
    while (outbox.drainTo(out)) {
      if (start == window.length()) {
        hold.stop();
        impatient = false;
        return Status.DONE;
      }
      settle(edge);
    }
    return Status.MORE;
  }

  private void fill(ByteBuffer in) {
    int keep = Math.min(start, CONTEXT);
    int length = window.length() - start + keep;
    System.arraycopy(window.bytes(), start - keep, window.bytes(), 0, length);
    start = keep;
    int more = Math.min(in.remaining(), window.bytes().length - length);
    in.get(window.bytes(), length, more);
    window.setLength(length + more);
  }

  private void settle(Edge edge) throws FunctionException {
    try {
      window.renewPatience();
      settled = false;
      while (!settled && outbox.size() < OUTBOX_FULL) {
        settled = decideOne(edge);
      }
    } catch (ByteText.Exhausted | StackOverflowError e) {
      throw new FunctionException("the pattern is too much work for this input", e);
    }
  }

  /** Decides up to the end of the next match; returns whether no more can be decided. */
  private boolean decideOne(Edge edge) {
    boolean found = find(start);
    if (edge == Edge.OPEN && matcher.hitEnd()) {
      int open = firstOpen(found ? matcher.start() : window.length() - 1);
      if (open >= 0) {
        put(open);
        return true;
      }
      found = find(start);
    }
    if (!found) {
      put(window.length());
      return true;
    }
    if (edge == Edge.IMPATIENT && matcher.requireEnd()) {
      put(matcher.start() + 1);
      return false;
    }
    put(matcher.start());
    rule.substitute().writeTo(outbox, matcher, window.bytes());
    start = matcher.end();
    return false;
  }

  /** Finds the next match that is not empty. */
  private boolean find(int from) {
    matcher.region(from, window.length());
    while (matcher.find()) {
      if (matcher.end() > matcher.start()) {
        return true;
      }
    }
    return false;
  }

  /**
   * The first place up to {@code last} where more input could make or change a match; -1 if none.
   */
  private int firstOpen(int last) {
    int first = Math.max(start, window.length() - rule.maxMatch() + 1);
    for (int place = first; place <= last; place++) {
      matcher.region(place, window.length());
      matcher.lookingAt();
      if (matcher.hitEnd()) {
        return place;
      }
    }
    return -1;
  }

  private void put(int end) {
    outbox.add(window.bytes(), start, end - start);
    start = end;
  }
}

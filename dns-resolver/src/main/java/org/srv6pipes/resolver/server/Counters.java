package org.srv6pipes.resolver.server;

import java.util.concurrent.atomic.LongAdder;

/** What became of the messages that came. */
final class Counters {
  final LongAdder received = new LongAdder();
  final LongAdder answered = new LongAdder();
  final LongAdder dropped = new LongAdder();
  final LongAdder malformed = new LongAdder();
  final LongAdder notAllowed = new LongAdder();
  final LongAdder overRate = new LongAdder();
  final LongAdder failed = new LongAdder();

  /** {@code received=3 answered=2 …} */
  @Override
  public String toString() {
    return "received=%d answered=%d dropped=%d malformed=%d not-allowed=%d over-rate=%d failed=%d"
        .formatted(
            received.sum(),
            answered.sum(),
            dropped.sum(),
            malformed.sum(),
            notAllowed.sum(),
            overRate.sum(),
            failed.sum());
  }
}

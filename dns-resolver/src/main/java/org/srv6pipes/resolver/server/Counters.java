package org.srv6pipes.resolver.server;

import java.util.LinkedHashMap;
import java.util.Map;
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

  /** By name, all that have come before what became of them. */
  Map<String, Long> snapshot() {
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("received", received.sum());
    counts.put("answered", answered.sum());
    counts.put("dropped", dropped.sum());
    counts.put("malformed", malformed.sum());
    counts.put("not-allowed", notAllowed.sum());
    counts.put("over-rate", overRate.sum());
    counts.put("failed", failed.sum());
    return counts;
  }
}

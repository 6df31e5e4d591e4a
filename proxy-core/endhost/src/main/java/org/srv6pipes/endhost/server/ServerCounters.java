package org.srv6pipes.endhost.server;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What the role counts. Written by one thread, read by any. */
public final class ServerCounters {

  private final LongAdder captured = new LongAdder();
  private final LongAdder alongPath = new LongAdder();
  private final LongAdder plain = new LongAdder();
  private final LongAdder held = new LongAdder();
  private final LongAdder withoutPath = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder pathsMade = new LongAdder();
  private final LongAdder pathsTakenBack = new LongAdder();
  private final Map<Wanted.Reason, LongAdder> unusable = new EnumMap<>(Wanted.Reason.class);

  ServerCounters() {
    for (Wanted.Reason reason : Wanted.Reason.values()) {
      unusable.put(reason, new LongAdder());
    }
  }

  void captured() {
    captured.increment();
  }

  void alongPath() {
    alongPath.increment();
  }

  void plain() {
    plain.increment();
  }

  void held() {
    held.increment();
  }

  void withoutPath() {
    withoutPath.increment();
  }

  void failed() {
    failed.increment();
  }

  void pathMade() {
    pathsMade.increment();
  }

  void pathTakenBack() {
    pathsTakenBack.increment();
  }

  void unusable(Wanted.Reason reason) {
    LongAdder counter = unusable.get(reason);
    if (counter != null) {
      counter.increment();
    }
  }

  /** The counts as of now. */
  public Snapshot snapshot() {
    return new Snapshot(
        captured.sum(),
        alongPath.sum(),
        plain.sum(),
        unusable.values().stream().mapToLong(LongAdder::sum).sum(),
        held.sum(),
        withoutPath.sum(),
        failed.sum(),
        pathsMade.sum(),
        pathsTakenBack.sum());
  }

  /**
   * @param captured packets that the queue handed over, nearly all of them SYNs
   * @param alongPath of them, those that are answered along a path
   * @param plain of them, those that name no path
   * @param unusable of them, those whose path contradicts itself, is not allowed or cannot be
   *     reached
   * @param held of them, those that had to wait for a path
   * @param withoutPath of them, those that were dropped because no path was free
   * @param failed of them, those that were dropped because the kernel did not take a path
   * @param pathsMade rules and routes put in place for a path
   * @param pathsTakenBack and taken away, because another path needed the place
   */
  public record Snapshot(
      long captured,
      long alongPath,
      long plain,
      long unusable,
      long held,
      long withoutPath,
      long failed,
      long pathsMade,
      long pathsTakenBack) {

    /** By name. */
    public Map<String, Long> byName() {
      Map<String, Long> counts = new LinkedHashMap<>();
      counts.put("captured", captured);
      counts.put("along-path", alongPath);
      counts.put("plain", plain);
      counts.put("unusable", unusable);
      counts.put("held", held);
      counts.put("without-path", withoutPath);
      counts.put("failed", failed);
      counts.put("paths-made", pathsMade);
      counts.put("paths-taken-back", pathsTakenBack);
      return counts;
    }
  }
}

package org.srv6pipes.lab;

import java.time.Duration;

/**
 * What a wire does to packets, in each direction. What it does to the first, the second and each
 * further packet follows from the seed alone, so a run that failed can be repeated as far as the
 * hosts send the same packets. Neighbour discovery passes unharmed, only delayed.
 *
 * @param delay from one end to the other
 * @param loss the share of packets that disappear, 0 to 1
 * @param reordering the share of packets that are held back for three milliseconds more, so that
 *     later ones overtake
 * @param duplication the share of packets that arrive twice
 */
public record Impairment(
    Duration delay, double loss, double reordering, double duplication, long seed) {
  /** A wire that does nothing; it can be changed while the lab runs. */
  public static final Impairment NONE = new Impairment(Duration.ZERO, 0, 0, 0, 0);

  public Impairment {
    if (delay.isNegative()) {
      throw new IllegalArgumentException("delay " + delay + ": no wire is that fast");
    }
    LinkShape.requireShare("loss", loss);
    LinkShape.requireShare("reordering", reordering);
    LinkShape.requireShare("duplication", duplication);
  }

  public Impairment withDelay(Duration fromEndToEnd) {
    return new Impairment(fromEndToEnd, loss, reordering, duplication, seed);
  }

  public Impairment withLoss(double share) {
    return new Impairment(delay, share, reordering, duplication, seed);
  }

  public Impairment withReordering(double share) {
    return new Impairment(delay, loss, share, duplication, seed);
  }

  public Impairment withDuplication(double share) {
    return new Impairment(delay, loss, reordering, share, seed);
  }

  public Impairment withSeed(long number) {
    return new Impairment(delay, loss, reordering, duplication, number);
  }
}

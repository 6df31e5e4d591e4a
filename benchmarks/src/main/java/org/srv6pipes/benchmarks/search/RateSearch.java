package org.srv6pipes.benchmarks.search;

/**
 * Finds the largest offered load that is borne, by halving the interval that holds it: the method
 * that SRPerf finds its partial drop rate with. A load is borne when at least a given share of what
 * was offered is delivered in time: 0.995 for the partial drop rate, 1 for the no-drop rate.
 *
 * @param least a rate at which nothing is expected to fail
 * @param most a rate that cannot be borne or need not be
 * @param precision how wide the interval may be in the end
 * @param wantedShare of what is offered that must be delivered
 */
public record RateSearch(double least, double most, double precision, double wantedShare) {

  /** Offers a load for a while. */
  @FunctionalInterface
  public interface Trial {
    /** The share of what was offered that was delivered in time, from 0 to 1. */
    double deliveredShare(double rate);
  }

  /**
   * Where the rate lies.
   *
   * @param borne the largest rate that was borne; 0 if not even the least was
   * @param notBorne the smallest that was not; infinite if even the most was borne
   * @param trials how many it took
   */
  public record Found(double borne, double notBorne, int trials) {}

  public RateSearch {
    if (!(0 < least && least < most && precision > 0 && 0 < wantedShare && wantedShare <= 1)) {
      throw new IllegalArgumentException(
          "0 < %s < %s, precision %s above 0, share %s from 0 to 1 do not hold"
              .formatted(least, most, precision, wantedShare));
    }
  }

  /** Runs the trials. */
  public Found run(Trial trial) {
    double borne = least;
    double notBorne = most;
    int trials = 0;
    boolean anyBorne = false;
    boolean failed = false;
    while (notBorne - borne > precision) {
      double rate = (borne + notBorne) / 2;
      trials++;
      if (trial.deliveredShare(rate) >= wantedShare) {
        borne = rate;
        anyBorne = true;
      } else {
        notBorne = rate;
        failed = true;
      }
    }
    if (!anyBorne) {
      trials++;
      if (trial.deliveredShare(least) < wantedShare) {
        return new Found(0, least, trials);
      }
    }
    return new Found(borne, failed ? notBorne : Double.POSITIVE_INFINITY, trials);
  }
}

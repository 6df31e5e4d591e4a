package org.srv6pipes.benchmarks.experiment;

import static org.srv6pipes.service.config.ValueTypes.BOOLEAN;
import static org.srv6pipes.service.config.ValueTypes.DURATION;
import static org.srv6pipes.service.config.ValueTypes.STRING;
import static org.srv6pipes.service.config.ValueTypes.integer;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.srv6pipes.lab.Impairment;
import org.srv6pipes.lab.LinkShape;
import org.srv6pipes.service.config.Key;
import org.srv6pipes.service.config.Keys;
import org.srv6pipes.service.config.Table;
import org.srv6pipes.service.config.ValueType;

/**
 * The links of an experiment, all alike, and how TCP treats them.
 *
 * @param megabitsPerSecond 0 for as fast as the machine
 * @param loss the share of packets that are lost, in each direction
 * @param delay in each direction
 * @param offloads whether packets may be larger than the MTU inside the kernel
 * @param congestion the kernel's congestion control on every host; the machine's own if empty
 */
public record LinkSpec(
    int megabitsPerSecond,
    double loss,
    Duration delay,
    boolean offloads,
    Optional<String> congestion) {

  /** As fast as the machine, and nothing holds up. */
  public static final LinkSpec PLAIN = new LinkSpec(0, 0, Duration.ZERO, true, Optional.empty());

  private static final long MEGA = 1_000_000;
  private static final int FASTEST = 100_000;
  private static final Pattern PERCENT = Pattern.compile("(\\d{1,2}(?:\\.\\d{1,3})?)%");

  private static final ValueType<Double> SHARE =
      ValueType.text("percentage", "0.5%", LinkSpec::parseShare, share -> share * 100 + "%");

  private static final Keys KEYS = new Keys();
  private static final Key<Integer> RATE =
      KEYS.key("rate", integer(0, FASTEST), 0, "Mb/s of each link; 0: as fast as the machine.");
  private static final Key<Double> LOSS =
      KEYS.key("loss", SHARE, 0.0, "Packets lost on each link, in each direction.");
  private static final Key<Duration> DELAY =
      KEYS.key("delay", DURATION, Duration.ZERO, "Delay of each link, in each direction.");
  private static final Key<Boolean> OFFLOADS =
      KEYS.key(
          "offloads",
          BOOLEAN,
          true,
          "Whether packets may be larger than the MTU inside the kernel. Not with a rate, a loss or"
              + " a delay.");
  private static final Key<Optional<String>> CONGESTION =
      KEYS.optional(
          "congestion-control", STRING, "The kernel's name of it, such as `cubic`, on all hosts.");

  static final Table<LinkSpec> TABLE =
      KEYS.readAs(
          values ->
              new LinkSpec(
                  values.get(RATE),
                  values.get(LOSS),
                  values.get(DELAY),
                  values.get(OFFLOADS),
                  values.get(CONGESTION)));

  private static double parseShare(String text) {
    Matcher matcher = PERCENT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("write a number below 100 and a percent sign");
    }
    return Double.parseDouble(matcher.group(1)) / 100;
  }

  /**
   * One link for a lab. A link with a delay also does the losing, by a seed.
   *
   * @param number of the link, so that each loses other packets
   */
  public LinkShape shape(int number) {
    LinkShape plain = offloads ? LinkShape.PLAIN : LinkShape.PLAIN.withoutOffloads();
    LinkShape rated = plain.withRate(megabitsPerSecond * MEGA);
    if (delay.isZero()) {
      return rated.withLoss(loss);
    }
    return rated.withImpairment(Impairment.NONE.withDelay(delay).withLoss(loss).withSeed(number));
  }
}

package org.srv6pipes.service.config;

import java.time.Duration;

/** So many events in so long a time: {@code 1000/s}, {@code 60/m}. */
public record Rate(long events, Duration per) {

  public Rate {
    if (events < 0 || per.isZero() || per.isNegative()) {
      throw new IllegalArgumentException(
          "a rate is a number of events that is not negative in a time above zero");
    }
  }

  public static Rate perSecond(long events) {
    return new Rate(events, Duration.ofSeconds(1));
  }

  public double perSecond() {
    return events * 1e9 / per.toNanos();
  }
}

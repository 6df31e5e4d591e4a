package org.srv6pipes.function;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers with units as people write them: {@code 64KiB}, {@code 10M}, {@code 0x55}, {@code 200ms}.
 */
final class Quantity {

  private static final Pattern HEX = Pattern.compile("0[xX]([0-9a-fA-F]{1,15})");
  private static final Pattern NUMBER = Pattern.compile("(-?[0-9]{1,18})\\s*(Ki|Mi|Gi|[kKMG]|)B?");
  private static final Pattern TIME = Pattern.compile("([0-9]{1,12})\\s*(us|ms|s|m|h|d)");
  private static final List<String> TIME_UNITS = List.of("d", "h", "m", "s", "ms", "us");

  private Quantity() {}

  /**
   * A whole number, decimal with a unit of amount or hexadecimal; empty if it is none or too large.
   */
  static Optional<Long> number(String text) {
    Matcher hex = HEX.matcher(text);
    if (hex.matches()) {
      return Optional.of(Long.parseLong(hex.group(1), 16));
    }
    Matcher number = NUMBER.matcher(text);
    return number.matches()
        ? product(Long.parseLong(number.group(1)), factor(number.group(2)))
        : Optional.empty();
  }

  /** A time with its unit; empty if it is none. */
  static Optional<Duration> duration(String text) {
    Matcher time = TIME.matcher(text);
    return time.matches()
        ? product(Long.parseLong(time.group(1)), nanos(time.group(2))).map(Duration::ofNanos)
        : Optional.empty();
  }

  /** The shortest text for an amount of bytes. */
  static String formatSize(long bytes) {
    for (String prefix : List.of("Gi", "Mi", "Ki")) {
      if (bytes != 0 && bytes % factor(prefix) == 0) {
        return bytes / factor(prefix) + prefix + "B";
      }
    }
    return Long.toString(bytes);
  }

  /** The shortest text for a time of whole microseconds. */
  static String formatDuration(Duration time) {
    long nanos = time.toNanos();
    for (String unit : TIME_UNITS) {
      if (nanos != 0 && nanos % nanos(unit) == 0) {
        return nanos / nanos(unit) + unit;
      }
    }
    return "0s";
  }

  private static Optional<Long> product(long number, long factor) {
    try {
      return Optional.of(Math.multiplyExact(number, factor));
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static long factor(String prefix) {
    return switch (prefix) {
      case "k", "K" -> 1_000;
      case "M" -> 1_000_000;
      case "G" -> 1_000_000_000;
      case "Ki" -> 1L << 10;
      case "Mi" -> 1L << 20;
      case "Gi" -> 1L << 30;
      default -> 1;
    };
  }

  private static long nanos(String unit) {
    return switch (unit) {
      case "d" -> 24 * nanos("h");
      case "h" -> 60 * nanos("m");
      case "m" -> 60 * nanos("s");
      case "s" -> 1_000_000_000;
      case "ms" -> 1_000_000;
      default -> 1_000;
    };
  }
}

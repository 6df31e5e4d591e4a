package org.srv6pipes.service.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whole numbers that carry a unit: {@code 30s}, {@code 64KiB}. */
final class Units {

  private static final long MICROSECOND = 1000;
  private static final long SECOND = 1_000_000 * MICROSECOND;

  /** In nanoseconds. */
  static final Units TIME =
      new Units()
          .unit("us", MICROSECOND, "usec", "µs", "microseconds", "microsecond")
          .unit("ms", 1000 * MICROSECOND, "msec", "millis", "milliseconds", "millisecond")
          .unit("s", SECOND, "sec", "secs", "second", "seconds")
          .unit("m", 60 * SECOND, "min", "mins", "minute", "minutes")
          .unit("h", 3600 * SECOND, "hr", "hrs", "hour", "hours")
          .unit("d", 86400 * SECOND, "day", "days");

  /** In bytes. */
  static final Units SIZE =
      new Units()
          .unit("B", 1, "byte", "bytes")
          .unit("KiB", 1L << 10, "k", "kb", "ki")
          .unit("MiB", 1L << 20, "m", "mb", "mi")
          .unit("GiB", 1L << 30, "g", "gb", "gi");

  private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d+)\\s*([A-Za-zµ]*)");

  private final Map<String, Long> factors = new LinkedHashMap<>();
  private final Map<String, String> aliases = new LinkedHashMap<>();

  private Units unit(String name, long factor, String... others) {
    factors.put(name, factor);
    aliases.put(name.toLowerCase(Locale.ROOT), name);
    List.of(others).forEach(other -> aliases.put(other, name));
    return this;
  }

  /** {@code us, ms, s, m, h, d}. */
  String names() {
    return String.join(", ", factors.keySet());
  }

  /** The number in the smallest unit; refuses with the way out in the message. */
  long parse(String text) {
    Matcher matcher = NUMBER_AND_UNIT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("write a whole number and a unit (" + names() + ")");
    }
    String unit = meant(matcher.group(2));
    if (!text.equals(matcher.group(1) + unit)) {
      throw new IllegalArgumentException("did you mean \"" + matcher.group(1) + unit + "\"?");
    }
    return multiply(matcher.group(1), unit);
  }

  /** The unit that a person means who writes {@code sec} or {@code KB}. */
  String meant(String unit) {
    String name = aliases.get(unit.toLowerCase(Locale.ROOT));
    if (name == null) {
      throw new IllegalArgumentException("the unit is one of " + names());
    }
    return name;
  }

  /** In the largest unit that loses nothing. */
  String print(long amount) {
    String printed = "";
    for (Map.Entry<String, Long> unit : factors.entrySet()) {
      if (printed.isEmpty() || (amount != 0 && amount % unit.getValue() == 0)) {
        printed = amount / unit.getValue() + unit.getKey();
      }
    }
    return printed;
  }

  private long multiply(String number, String unit) {
    try {
      return Math.multiplyExact(Long.parseLong(number), factors.getOrDefault(unit, 1L));
    } catch (ArithmeticException | NumberFormatException tooLarge) {
      throw new IllegalArgumentException("the number is too large", tooLarge);
    }
  }
}

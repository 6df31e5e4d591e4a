package org.srv6pipes.benchmarks.report;

import java.util.Locale;

/** Numbers for people: three significant digits, no more than were measured. */
final class Numbers {

  private static final int DIGITS = 3;

  private Numbers() {}

  static String significant(double value) {
    if (value == 0) {
      return "0";
    }
    int magnitude = (int) Math.floor(Math.log10(Math.abs(value))) + 1;
    if (magnitude > DIGITS) {
      double unit = Math.pow(10, magnitude - DIGITS);
      return String.format(Locale.ROOT, "%,d", Math.round(value / unit) * Math.round(unit))
          .replace(',', ' ');
    }
    return String.format(Locale.ROOT, "%." + (DIGITS - magnitude) + "f", value);
  }

  static String ratio(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}

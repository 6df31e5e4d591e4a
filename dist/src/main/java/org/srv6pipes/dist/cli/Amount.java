package org.srv6pipes.dist.cli;

/** Numbers as a person reads them. */
final class Amount {

  private static final String[] SIZES = {"B", "KiB", "MiB", "GiB", "TiB"};

  private Amount() {}

  /** {@code 1.4 MiB}. */
  static String bytes(long bytes) {
    double amount = (double) bytes;
    int unit = 0;
    while (amount >= 1024 && unit < SIZES.length - 1) {
      amount /= 1024;
      unit++;
    }
    return (unit == 0 || amount >= 100 ? "%.0f %s" : "%.1f %s").formatted(amount, SIZES[unit]);
  }

  /** {@code 3 h 20 min}, {@code 12 s}, {@code 250 ms}. */
  static String millis(long millis) {
    if (millis < 1000) {
      return millis + " ms";
    }
    long seconds = millis / 1000;
    if (seconds < 60) {
      return seconds + " s";
    }
    long minutes = seconds / 60;
    return minutes < 60
        ? minutes + " min " + seconds % 60 + " s"
        : minutes / 60 + " h " + minutes % 60 + " min";
  }

  /** What came out for what went in: {@code 31 %}. */
  static String ratio(long in, long out) {
    return in == 0 ? "-" : "%.0f %%".formatted(100.0 * out / in);
  }
}

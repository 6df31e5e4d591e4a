package org.srv6pipes.function;

import java.util.Collection;
import java.util.Comparator;

/** "Did you mean": the known word that is nearest to an unknown one. */
final class Suggestion {

  private Suggestion() {}

  /** A hint to one of {@code known}: the one that is at most a few letters away, or all of them. */
  static String among(Collection<String> known, String wrong) {
    if (known.isEmpty()) {
      return "there are none";
    }
    return known.stream()
        .filter(word -> distance(word, wrong) <= (wrong.length() + 2) / 3)
        .min(Comparator.comparingInt(word -> distance(word, wrong)))
        .map(word -> "did you mean \"" + word + "\"?")
        .orElseGet(() -> "known are " + String.join(", ", known));
  }

  /** Levenshtein's distance, one row at a time. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}

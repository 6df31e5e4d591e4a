package org.srv6pipes.functions;

/** Tries ever more seldom what keeps failing, and always again once it succeeds. */
final class Perseverance {

  private static final int LONGEST_PAUSE = 32;

  private int pause;
  private int untilNext;

  boolean isWorthTrying() {
    if (untilNext > 0) {
      untilNext--;
      return false;
    }
    return true;
  }

  void tried(boolean success) {
    pause = success ? 0 : Math.clamp(2L * pause, 1, LONGEST_PAUSE);
    untilNext = pause;
  }
}

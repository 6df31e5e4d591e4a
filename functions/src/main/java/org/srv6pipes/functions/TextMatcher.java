package org.srv6pipes.functions;

/**
 * Knuth, Morris and Pratt's automaton. Its state is how many bytes of the text have just been seen,
 * so bytes that may belong to a match need not be kept: they are the beginning of the text.
 */
final class TextMatcher {

  private final byte[] text;
  private final int[] fallback;

  TextMatcher(byte[] text) {
    this.text = text;
    this.fallback = new int[text.length + 1];
    for (int i = 1; i < text.length; i++) {
      fallback[i + 1] = next(fallback[i], text[i]);
    }
  }

  byte[] text() {
    return text;
  }

  /** The state after one more byte. A matcher that has seen all of the text must begin anew. */
  int next(int state, byte seen) {
    int candidate = state;
    while (candidate > 0 && text[candidate] != seen) {
      candidate = fallback[candidate];
    }
    return text[candidate] == seen ? candidate + 1 : 0;
  }
}

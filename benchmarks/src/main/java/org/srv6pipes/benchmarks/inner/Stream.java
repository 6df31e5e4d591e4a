package org.srv6pipes.benchmarks.inner;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.srv6pipes.proxy.chain.Block;

/**
 * Text that goes on and on, in buffers of the size that the relay reads when a sender is busy. It
 * repeats itself only beyond what a compressor remembers.
 */
final class Stream implements AutoCloseable {

  static final int BYTES = 64 << 10;

  private static final int PIECES = 128;
  private static final int WORDS = 4000;
  private static final int LONGEST_WORD = 9;
  private static final int LETTERS = 26;

  private final List<Block> pieces = new ArrayList<>();
  private int next;

  Stream() {
    Random random = new Random(1);
    List<String> words = new ArrayList<>();
    for (int i = 0; i < WORDS; i++) {
      words.add(word(random));
    }
    for (int i = 0; i < PIECES; i++) {
      pieces.add(text(words, random));
    }
  }

  private static String word(Random random) {
    StringBuilder word = new StringBuilder();
    int length = 1 + random.nextInt(LONGEST_WORD);
    for (int i = 0; i < length; i++) {
      word.append((char) ('a' + random.nextInt(LETTERS)));
    }
    return word.append(' ').toString();
  }

  private static Block text(List<String> words, Random random) {
    Block piece = new Block(BYTES);
    while (piece.bytes().hasRemaining()) {
      byte[] word = words.get(random.nextInt(WORDS)).getBytes(US_ASCII);
      piece.bytes().put(word, 0, Math.min(word.length, piece.bytes().remaining()));
    }
    return piece;
  }

  /** The next stretch, whole. */
  Block next() {
    next = (next + 1) % PIECES;
    Block piece = pieces.get(next);
    piece.bytes().clear();
    return piece;
  }

  @Override
  public void close() {
    pieces.forEach(Block::free);
  }
}

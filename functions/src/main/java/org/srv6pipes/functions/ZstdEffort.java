package org.srv6pipes.functions;

import com.github.luben.zstd.ZstdCompressCtx;

/**
 * How hard a compressor tries. Left alone, zstd sizes its tables by level only (82 MiB at level 19,
 * whatever the window); here they are as large as the window can make use of. Halves of that cost
 * less than one part in a hundred of the result.
 */
record ZstdEffort(int level, int windowLog, int hashLog, int chainLog, boolean checksum) {

  private static final int FAST = 2;
  private static final int DOUBLE_FAST = 4;
  private static final int LAZY = 9;
  private static final int USUAL_MEMORY = 2 << 20;
  private static final int LARGEST_BLOCK = 128 << 10;

  static ZstdEffort of(int level, int windowLog, boolean checksum) {
    int half = windowLog - 1;
    if (level <= FAST) {
      return new ZstdEffort(level, windowLog, Math.min(half, 15), Math.min(half, 14), checksum);
    }
    if (level <= DOUBLE_FAST) {
      int log = Math.min(half, 17);
      return new ZstdEffort(level, windowLog, log, log - 1, checksum);
    }
    return new ZstdEffort(level, windowLog, half, half, checksum);
  }

  /**
   * How many bytes it compresses in some 30 µs: measured, on text in the midst of a stream. None
   * where the tables are so large that to clear them for another stream takes longer.
   */
  int lightUpTo() {
    if (level > LAZY || memory() > USUAL_MEMORY) {
      return 0;
    }
    return level <= DOUBLE_FAST ? 4 << 10 : 2 << 10;
  }

  ZstdCompressCtx start() {
    return suit(ZstdLibrary.compressor());
  }

  /** Makes another stream's context as good as new. */
  ZstdCompressCtx startAgain(ZstdCompressCtx used) {
    used.reset();
    return suit(used);
  }

  private ZstdCompressCtx suit(ZstdCompressCtx fresh) {
    return fresh
        .setLevel(level)
        .setWindowLog(windowLog)
        .setHashLog(hashLog)
        .setChainLog(chainLog)
        .setChecksum(checksum);
  }

  /** An upper bound of what the library allocates: tables, window, and blocks in several forms. */
  long memory() {
    long window = 1L << windowLog;
    long blocks = 6 * Math.min(window, LARGEST_BLOCK) + (192 << 10);
    return (5L << hashLog) + (4L << chainLog) + window + blocks;
  }
}

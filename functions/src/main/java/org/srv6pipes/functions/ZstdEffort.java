package org.srv6pipes.functions;

import com.github.luben.zstd.ZstdCompressCtx;

/**
 * How hard a compressor tries. Left alone, zstd sizes its tables by level only (82 MiB at level 19,
 * whatever the window); here no table is larger than the window can fill.
 */
record ZstdEffort(int level, int windowLog, int hashLog, int chainLog, boolean checksum) {

  private static final int FAST = 2;
  private static final int DOUBLE_FAST = 4;
  private static final long FIXED = 640 << 10;

  static ZstdEffort of(int level, int windowLog, boolean checksum) {
    if (level <= FAST) {
      return new ZstdEffort(level, windowLog, 15, 14, checksum);
    }
    int most = level <= DOUBLE_FAST ? 17 : windowLog;
    int log = Math.min(windowLog, most);
    return new ZstdEffort(level, windowLog, log, log, checksum);
  }

  ZstdCompressCtx start() {
    return new ZstdCompressCtx()
        .setLevel(level)
        .setWindowLog(windowLog)
        .setHashLog(hashLog)
        .setChainLog(chainLog)
        .setChecksum(checksum);
  }

  /** An upper bound of what the library allocates: tables, window, a block in and out. */
  long memory() {
    return (5L << hashLog) + (4L << chainLog) + (1L << windowLog) + FIXED;
  }
}

package org.srv6pipes.dist.pipe;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import org.srv6pipes.proxy.chain.Block;

/**
 * Reads ahead on a thread of its own, so that whoever takes the blocks can do something else while
 * the input pauses. Reads no further than its few blocks.
 */
final class Feed {

  private static final int BLOCKS = 3;
  private static final int BLOCK_BYTES = 128 << 10;

  private final ReadableByteChannel input;
  private final Runnable news;
  private final BlockingQueue<Block> free = new ArrayBlockingQueue<>(BLOCKS);
  private final BlockingQueue<Block> full = new ArrayBlockingQueue<>(BLOCKS);
  private volatile boolean ended;
  private volatile @Nullable IOException failure;

  /**
   * @param news run on the feed's thread whenever there is a block, or will never be another one
   */
  Feed(ReadableByteChannel input, Runnable news) {
    this.input = input;
    this.news = news;
    for (int i = 0; i < BLOCKS; i++) {
      free.add(new Block(BLOCK_BYTES));
    }
  }

  void start() {
    Thread.ofPlatform().daemon().name("feed").start(this::read);
  }

  private void read() {
    try {
      while (fill(free.take())) {
        news.run();
      }
    } catch (IOException e) {
      failure = e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ended = true;
      news.run();
    }
  }

  private boolean fill(Block block) throws IOException {
    block.bytes().clear();
    if (input.read(block.bytes()) < 0) {
      return false;
    }
    block.bytes().flip();
    full.add(block);
    return true;
  }

  /** The next block, if there is one now; to be given back. */
  @Nullable Block poll() {
    return full.poll();
  }

  void giveBack(Block block) {
    free.add(block);
  }

  /** Whether everything was taken that there will ever be. */
  boolean isOver() throws IOException {
    if (!ended || !full.isEmpty()) {
      return false;
    }
    IOException broken = failure;
    if (broken != null) {
      throw broken;
    }
    return true;
  }
}

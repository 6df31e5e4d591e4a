package org.srv6pipes.function.testkit;

import java.util.Arrays;
import java.util.Random;
import org.srv6pipes.function.FunctionException;

/** A way to cut a stream and to pause in it. */
@FunctionalInterface
interface Chunks {

  /** Gives all of {@code input} to the host, without its end. */
  void feed(byte[] input, TestHost host) throws FunctionException;

  static Chunks whole() {
    return (input, host) -> host.write(input);
  }

  static Chunks of(int size) {
    return (input, host) -> {
      for (int at = 0; at < input.length; at += size) {
        host.write(Arrays.copyOfRange(input, at, Math.min(input.length, at + size)));
      }
    };
  }

  static Chunks splitAt(int place, boolean flush) {
    return (input, host) -> {
      host.write(Arrays.copyOfRange(input, 0, place));
      if (flush) {
        host.flush();
      }
      host.write(Arrays.copyOfRange(input, place, input.length));
    };
  }

  /** Any cuts, with a pause, a repeated pause or a wake-up here and there. */
  static Chunks random(Random random) {
    return (input, host) -> {
      int at = 0;
      while (at < input.length) {
        int size = 1 + random.nextInt(1 << random.nextInt(16));
        int to = Math.min(input.length, at + size);
        host.write(Arrays.copyOfRange(input, at, to));
        at = to;
        switch (random.nextInt(8)) {
          case 0 -> host.flush();
          case 1 -> host.flush().flush();
          case 2 -> host.wake();
          default -> {}
        }
      }
    };
  }
}

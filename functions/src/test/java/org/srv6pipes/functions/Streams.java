package org.srv6pipes.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Encoded streams that somebody else's program made, with what is in them. */
final class Streams {

  private final List<byte[]> encoded = new ArrayList<>();
  private final List<byte[]> plain = new ArrayList<>();

  Streams add(byte[] content, String... command) throws Exception {
    plain.add(content);
    encoded.add(new Tool(command).orSkip().run(content));
    return this;
  }

  List<byte[]> encoded() {
    return encoded;
  }

  byte[] encoded(int index) {
    return encoded.get(index);
  }

  /** Checks that a decoder made of one of the streams what is in it. */
  void judge(byte[] stream, byte[] output) {
    for (int i = 0; i < encoded.size(); i++) {
      if (Arrays.equals(stream, encoded.get(i))) {
        assertThat(output).isEqualTo(plain.get(i));
        return;
      }
    }
    throw new AssertionError("Not one of the streams");
  }
}

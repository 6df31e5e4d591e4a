package org.srv6pipes.service.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;

/** What is served under one path. Runs on a thread of its own, which may wait. */
public interface Page {

  String contentType();

  /**
   * Writes the whole of it; what goes on until its reader leaves flushes what should be seen.
   *
   * @param query what stands behind the question mark, or nothing
   */
  void write(String query, OutputStream out) throws IOException, InterruptedException;

  /** Makes a text anew each time. */
  @FunctionalInterface
  interface Text {
    String make() throws InterruptedException;
  }

  static Page of(String contentType, Text text) {
    return new Page() {
      @Override
      public String contentType() {
        return contentType;
      }

      @Override
      public void write(String query, OutputStream out) throws IOException, InterruptedException {
        out.write(text.make().getBytes(UTF_8));
      }
    };
  }
}

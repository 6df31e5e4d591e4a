package org.srv6pipes.dist.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.srv6pipes.service.Reason;

/** Standard output, which knows at the end whether all that was said has been written. */
final class Output extends OutputStream {

  private final OutputStream target;
  private @Nullable IOException failure;

  Output(OutputStream target) {
    this.target = target;
  }

  /** Writes whole lines at once. */
  PrintWriter writer(Charset charset) {
    return new PrintWriter(this, true, charset);
  }

  /** Why something was lost that somebody waits for. */
  Optional<String> loss() {
    return Optional.ofNullable(failure).filter(it -> !isUnread(it)).map(Reason::of);
  }

  /** Whoever stopped reading knows it: head, say. */
  static boolean isUnread(IOException failure) {
    return "Broken pipe".equals(failure.getMessage());
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet});
  }

  @Override
  public void write(byte[] octets, int offset, int length) throws IOException {
    try {
      target.write(octets, offset, length);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }
}

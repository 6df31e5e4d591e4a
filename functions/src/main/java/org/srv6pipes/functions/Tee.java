package org.srv6pipes.functions;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.time.InstantSource;
import org.srv6pipes.function.FlowContext;
import org.srv6pipes.function.FunctionException;
import org.srv6pipes.function.Status;
import org.srv6pipes.function.StreamFunction;

/** Writes down what passes. When that fails it warns and lets go, unless the copy is required. */
final class Tee implements StreamFunction {

  private static final ByteBuffer NO_DATA = ByteBuffer.allocate(0);

  private final FlowContext flow;
  private final TeeFile file;
  private TeeStream stream;
  private boolean writing = true;
  private boolean ended;

  Tee(FlowContext flow, TeeFile file) throws FunctionException {
    this.flow = flow;
    this.file = file;
    this.stream = TeeStream.of(flow);
    write(TeeFormat.Event.OPENED, NO_DATA);
  }

  @Override
  public Status process(ByteBuffer in, ByteBuffer out) throws FunctionException {
    while (in.hasRemaining() && out.hasRemaining()) {
      int length = Math.min(TeeFormat.MAX_DATA, Math.min(in.remaining(), out.remaining()));
      ByteBuffer piece = in.slice(in.position(), length);
      write(TeeFormat.Event.DATA, piece.duplicate());
      out.put(piece);
      in.position(in.position() + length);
      stream = stream.after(length);
    }
    return in.hasRemaining() ? Status.MORE : Status.DONE;
  }

  @Override
  public Status end(ByteBuffer out) throws FunctionException {
    ended = true;
    write(TeeFormat.Event.CLOSED, NO_DATA);
    return Status.DONE;
  }

  @Override
  public void close() {
    if (!ended) {
      try {
        append(TeeFormat.Event.BROKEN, NO_DATA);
      } catch (IOException e) {
        flow.warn("the end of its copy cannot be written: " + reason(e));
      }
    }
  }

  private void write(TeeFormat.Event event, ByteBuffer data) throws FunctionException {
    try {
      append(event, data);
    } catch (IOException e) {
      if (file.isRequired()) {
        throw new FunctionException("its copy cannot be written", e);
      }
      flow.warn("its copy cannot be written and ends here: " + reason(e));
      writing = false;
    }
  }

  /** The JDK says of some failures no more than the name of the file. */
  private static String reason(IOException failure) {
    return switch (failure) {
      case NoSuchFileException folder -> "there is no folder for " + folder.getFile();
      case AccessDeniedException file -> "this user may not write " + file.getFile();
      default -> String.valueOf(failure.getMessage());
    };
  }

  private void append(TeeFormat.Event event, ByteBuffer data) throws IOException {
    if (writing) {
      int length = data.remaining();
      Instant now = InstantSource.system().instant();
      file.append(file.format().head(event, stream, now, length), data, file.format().tail(length));
    }
  }
}

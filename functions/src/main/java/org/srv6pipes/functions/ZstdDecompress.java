package org.srv6pipes.functions;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.srv6pipes.function.FunctionException;
import org.srv6pipes.function.Status;
import org.srv6pipes.function.StreamFunction;

/** Decompresses frame after frame; the stream may end between frames only. */
final class ZstdDecompress implements StreamFunction {

  private final IdleContexts<Integer, ZstdDecompressCtx> idle;
  private final ExpansionLimit limit;
  private final int windowLog;
  private @Nullable ZstdDecompressCtx context;
  private boolean withinFrame;

  ZstdDecompress(
      int windowLog, ExpansionLimit limit, IdleContexts<Integer, ZstdDecompressCtx> idle) {
    this.idle = idle;
    this.windowLog = windowLog;
    this.limit = limit;
  }

  private static ZstdDecompressCtx startAgain(ZstdDecompressCtx used) {
    used.reset();
    return used;
  }

  @Override
  public Status process(ByteBuffer in, ByteBuffer out) throws FunctionException {
    while (in.hasRemaining() || withinFrame) {
      int inStart = in.position();
      int outStart = out.position();
      boolean frameIsOver = decompress(in, out);
      limit.count(in.position() - inStart, out.position() - outStart);
      withinFrame = !frameIsOver;
      if (!out.hasRemaining()) {
        return Status.MORE;
      }
      if (!in.hasRemaining()) {
        return Status.DONE;
      }
    }
    return Status.DONE;
  }

  @Override
  public Status end(ByteBuffer out) throws FunctionException {
    if (withinFrame) {
      throw new FunctionException("the zstd stream ended within a frame");
    }
    return Status.DONE;
  }

  @Override
  public void close() {
    ZstdDecompressCtx held = context;
    context = null;
    if (held != null) {
      idle.giveBack(windowLog, held);
    }
  }

  /** From the first byte on: what waits for its turn holds none. */
  private ZstdDecompressCtx context() {
    ZstdDecompressCtx held = context;
    if (held == null) {
      held =
          idle.take(windowLog)
              .map(ZstdDecompress::startAgain)
              .orElseGet(ZstdLibrary::decompressor)
              .setLongMax(windowLog);
      context = held;
    }
    return held;
  }

  private boolean decompress(ByteBuffer in, ByteBuffer out) throws FunctionException {
    try {
      return context().decompressDirectByteBufferStream(out, in);
    } catch (ZstdException e) {
      if (Zstd.getErrorCode(e.getErrorCode()) == Zstd.errFrameParameterWindowTooLarge()) {
        throw new FunctionException(
            "the zstd stream needs a larger window than 2^%d; allow it with the parameter \"window\""
                .formatted(windowLog),
            e);
      }
      throw new FunctionException("not a sound zstd stream: " + e.getMessage(), e);
    }
  }
}

package org.srv6pipes.functions;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.srv6pipes.function.FunctionException;
import org.srv6pipes.function.Status;
import org.srv6pipes.function.StreamFunction;

/**
 * Compresses in frames. A stretch of input that hardly shrinks ends the frame, and the next one
 * takes little trouble; it still notices when input becomes compressible again. The level can be
 * changed between frames only, and readers of zstd streams do not care how many there are.
 */
final class ZstdCompress implements StreamFunction {

  private static final int STRETCH = 512 << 10;
  private static final double HOPELESS = 0.97;
  private static final double PROMISING = 0.90;

  /** On noise three times as fast as level 3, and on text still much better than nothing. */
  private static final int SWIFT = -5;

  private static final ByteBuffer NO_INPUT = ByteBuffer.allocateDirect(0);

  private final IdleContexts<ZstdEffort, ZstdCompressCtx> idle;
  private final ZstdEffort effort;
  private final boolean flushes;
  private @Nullable ZstdCompressCtx context;
  private boolean swift;
  private boolean ending;
  private boolean unflushed;
  private boolean ended;
  private long stretchIn;
  private long stretchOut;

  ZstdCompress(ZstdEffort effort, boolean flushes, IdleContexts<ZstdEffort, ZstdCompressCtx> idle) {
    this.idle = idle;
    this.effort = effort;
    this.flushes = flushes;
  }

  @Override
  public Status process(ByteBuffer in, ByteBuffer out) throws FunctionException {
    while (true) {
      if (stretchIn >= STRETCH) {
        judgeStretch();
      }
      if (ending && !changeLevel(out)) {
        return Status.MORE;
      }
      compressStretch(in, out);
      if (!out.hasRemaining()) {
        return Status.MORE;
      }
      if (!in.hasRemaining()) {
        return Status.DONE;
      }
    }
  }

  @Override
  public Status flush(ByteBuffer out) throws FunctionException {
    if (flushes && unflushed) {
      unflushed = !compress(NO_INPUT, out, EndDirective.FLUSH);
    }
    return flushes && unflushed ? Status.MORE : Status.DONE;
  }

  @Override
  public Status end(ByteBuffer out) throws FunctionException {
    ended = ended || compress(NO_INPUT, out, EndDirective.END);
    return ended ? Status.DONE : Status.MORE;
  }

  /** A context that is made anew takes much longer than a short piece. */
  @Override
  public boolean isPrepared() {
    return context != null || idle.has(effort);
  }

  @Override
  public void close() {
    ZstdCompressCtx held = context;
    context = null;
    if (held != null) {
      idle.giveBack(effort, held);
    }
  }

  /** From the first byte on: what waits for its turn holds none. */
  private ZstdCompressCtx context() {
    ZstdCompressCtx held = context;
    if (held == null) {
      held = idle.take(effort).map(effort::startAgain).orElseGet(effort::start);
      context = held;
    }
    return held;
  }

  private void compressStretch(ByteBuffer in, ByteBuffer out) throws FunctionException {
    int limit = in.limit();
    int length = (int) Math.min(in.remaining(), STRETCH - stretchIn);
    unflushed |= length > 0;
    in.limit(in.position() + length);
    compress(in, out, EndDirective.CONTINUE);
    in.limit(limit);
  }

  /** Returns whether everything that was asked for is out. */
  private boolean compress(ByteBuffer in, ByteBuffer out, EndDirective directive)
      throws FunctionException {
    int inStart = in.position();
    int outStart = out.position();
    try {
      return context().compressDirectByteBufferStream(out, in, directive);
    } catch (ZstdException e) {
      throw new FunctionException("zstd cannot compress", e);
    } finally {
      stretchIn += in.position() - inStart;
      stretchOut += out.position() - outStart;
    }
  }

  private void judgeStretch() {
    double ratio = (double) stretchOut / stretchIn;
    ending |= swift ? ratio < PROMISING : ratio > HOPELESS;
    stretchIn = 0;
    stretchOut = 0;
  }

  private boolean changeLevel(ByteBuffer out) throws FunctionException {
    if (!compress(NO_INPUT, out, EndDirective.END)) {
      return false;
    }
    swift = !swift;
    context().setLevel(swift ? SWIFT : effort.level());
    ending = false;
    unflushed = false;
    return true;
  }
}

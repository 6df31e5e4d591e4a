package org.srv6pipes.functions;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.xxhash.StreamingXXHash32;
import org.srv6pipes.function.FunctionException;
import org.srv6pipes.function.Status;
import org.srv6pipes.function.StreamFunction;

/**
 * Reads frame after frame. Each state says how many bytes it needs, and gets them in one piece:
 *
 * <pre>
 *   MAGIC -> DESCRIPTOR -> REST_OF_DESCRIPTOR -> SIZE -> BLOCK -> SIZE ... -> CHECKSUM -> MAGIC
 *     +----> SKIP_SIZE -> (bytes are dropped) -> MAGIC
 * </pre>
 */
final class Lz4Decompress implements StreamFunction {

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long MOST_EXPANSION = 255;
  private static final int USUAL_EXPANSION = 8;

  private enum State {
    MAGIC,
    DESCRIPTOR,
    REST_OF_DESCRIPTOR,
    SIZE,
    BLOCK,
    CHECKSUM,
    SKIP_SIZE
  }

  private final int largestCode;
  private final StreamingXXHash32 content = Lz4Frame.contentHash();
  private State state = State.MAGIC;
  private byte[] gathered = new byte[32];
  private int have;
  private int need = Integer.BYTES;
  private long toSkip;

  private int flags;
  private int blockMaximum;
  private int blockSize;
  private long contentLength;

  private byte[] decoded = new byte[0];
  private int from;
  private int to;

  Lz4Decompress(int largestCode) {
    this.largestCode = largestCode;
  }

  @Override
  public Status process(ByteBuffer in, ByteBuffer out) throws FunctionException {
    while (deliver(out)) {
      skip(in);
      gather(in);
      if (have < need || toSkip > 0) {
        return Status.DONE;
      }
      have = 0;
      step();
    }
    return Status.MORE;
  }

  @Override
  public Status end(ByteBuffer out) throws FunctionException {
    if (state != State.MAGIC || have > 0 || toSkip > 0) {
      throw new FunctionException("the LZ4 stream ended within a frame");
    }
    return Status.DONE;
  }

  private boolean deliver(ByteBuffer out) {
    int length = Math.min(to - from, out.remaining());
    out.put(decoded, from, length);
    from += length;
    return from == to;
  }

  private void skip(ByteBuffer in) {
    int length = (int) Math.min(toSkip, in.remaining());
    in.position(in.position() + length);
    toSkip -= length;
  }

  private void gather(ByteBuffer in) {
    int length = Math.min(need - have, in.remaining());
    if (gathered.length < have + length) {
      gathered = Arrays.copyOf(gathered, Math.min(need, Math.max(have + length, 2 * have)));
    }
    in.get(gathered, have, length);
    have += length;
  }

  private void expect(State next, int bytes) {
    state = next;
    need = bytes;
  }

  private void step() throws FunctionException {
    switch (state) {
      case MAGIC -> magic(intAt(0));
      case DESCRIPTOR -> descriptor(gathered[0] & 0xFF, gathered[1] & 0xFF);
      case REST_OF_DESCRIPTOR -> restOfDescriptor();
      case SIZE -> size(intAt(0));
      case BLOCK -> block();
      case CHECKSUM -> checksum(intAt(0));
      case SKIP_SIZE -> {
        toSkip = Integer.toUnsignedLong(intAt(0));
        expect(State.MAGIC, Integer.BYTES);
      }
    }
  }

  private void magic(int magic) throws FunctionException {
    if ((magic & Lz4Frame.SKIPPABLE_MASK) == Lz4Frame.SKIPPABLE_MAGIC) {
      expect(State.SKIP_SIZE, Integer.BYTES);
      return;
    }
    require(magic == Lz4Frame.MAGIC, "it begins with 0x%08X".formatted(magic));
    expect(State.DESCRIPTOR, 2);
  }

  private void descriptor(int flg, int bd) throws FunctionException {
    require((flg & Lz4Frame.VERSION_MASK) == Lz4Frame.VERSION, "unknown version");
    require(
        (flg & Lz4Frame.FLG_RESERVED) == 0 && (bd & Lz4Frame.BD_RESERVED) == 0, "unknown flags");
    require((flg & Lz4Frame.DICTIONARY) == 0, "it needs a dictionary");
    int code = bd >>> 4;
    require(code >= 4, "unknown block size");
    if (code > largestCode) {
      throw new FunctionException(
          "the LZ4 stream has blocks of up to %d bytes; allow them with the parameter \"block\""
              .formatted(Lz4Frame.blockMaximum(code)));
    }
    flags = flg;
    blockMaximum = Lz4Frame.blockMaximum(code);
    have = 2;
    int rest = (flg & Lz4Frame.CONTENT_SIZE) != 0 ? Long.BYTES + 1 : 1;
    expect(State.REST_OF_DESCRIPTOR, 2 + rest);
  }

  private void restOfDescriptor() throws FunctionException {
    int last = need - 1;
    require(
        gathered[last] == Lz4Frame.descriptorChecksum(gathered, 0, last), "wrong header checksum");
    contentLength = (flags & Lz4Frame.CONTENT_SIZE) != 0 ? (long) LONG.get(gathered, 2) : -1;
    content.reset();
    from = 0;
    to = 0;
    expect(State.SIZE, Integer.BYTES);
  }

  private void size(int size) throws FunctionException {
    if (size == 0) {
      require(contentLength <= 0, "it is shorter than it says");
      boolean checked = (flags & Lz4Frame.CONTENT_CHECKSUM) != 0;
      expect(checked ? State.CHECKSUM : State.MAGIC, Integer.BYTES);
      return;
    }
    blockSize = size;
    int length = size & ~Lz4Frame.STORED;
    require(length <= blockMaximum, "a block is larger than it says");
    expect(State.BLOCK, length + ((flags & Lz4Frame.BLOCK_CHECKSUM) != 0 ? Integer.BYTES : 0));
  }

  private void block() throws FunctionException {
    int length = blockSize & ~Lz4Frame.STORED;
    if ((flags & Lz4Frame.BLOCK_CHECKSUM) != 0) {
      require(intAt(length) == Lz4Frame.hash(gathered, 0, length), "wrong block checksum");
    }
    boolean stored = (blockSize & Lz4Frame.STORED) != 0;
    int most = stored ? length : (int) Math.min(blockMaximum, MOST_EXPANSION * length);
    int place = place(most);
    int produced = stored ? copy(length, place) : decode(length, place, most);
    from = place;
    to = place + produced;
    if ((flags & Lz4Frame.CONTENT_CHECKSUM) != 0) {
      content.update(decoded, from, produced);
    }
    if (contentLength >= 0) {
      contentLength -= produced;
      require(contentLength >= 0, "it is longer than it says");
    }
    expect(State.SIZE, Integer.BYTES);
  }

  /** Where the next block goes: behind what it may refer to, if it is a dependent one. */
  private int place(int most) {
    if ((flags & Lz4Frame.INDEPENDENT) != 0) {
      return 0;
    }
    if (to + most > decoded.length) {
      int history = Math.min(to, Lz4Frame.HISTORY);
      byte[] with = decoded;
      if (with.length < history + most) {
        int ahead = Math.min(2 * with.length, Lz4Frame.HISTORY + blockMaximum);
        with = new byte[Math.max(history + most, ahead)];
      }
      System.arraycopy(decoded, to - history, with, 0, history);
      decoded = with;
      to = history;
    }
    return to;
  }

  private int copy(int length, int place) {
    needRoom(place + length);
    System.arraycopy(gathered, 0, decoded, place, length);
    return length;
  }

  /** For an independent block, which needs nothing of what was there. */
  private void needRoom(int length) {
    if (decoded.length < length) {
      decoded = new byte[length];
    }
  }

  private int decode(int length, int place, int most) throws FunctionException {
    if (place > 0) {
      return Lz4Block.decode(gathered, 0, length, decoded, place, place + most);
    }
    int room = Math.min(most, Math.max(decoded.length, USUAL_EXPANSION * length));
    try {
      return decompress(length, room);
    } catch (LZ4Exception tooMuchOrUnsound) {
      return decodeAtMost(length, most);
    }
  }

  /** A small block may become a large one, but seldom does, and most streams have no other. */
  private int decodeAtMost(int length, int most) throws FunctionException {
    try {
      return decompress(length, most);
    } catch (LZ4Exception e) {
      throw new FunctionException("not a sound LZ4 block", e);
    }
  }

  private int decompress(int length, int room) {
    needRoom(room);
    return Lz4Frame.LIBRARY.safeDecompressor().decompress(gathered, 0, length, decoded, 0, room);
  }

  private void checksum(int expected) throws FunctionException {
    require(content.getValue() == expected, "wrong checksum of the content");
    expect(State.MAGIC, Integer.BYTES);
  }

  private int intAt(int place) {
    return (int) INT.get(gathered, place);
  }

  private static void require(boolean sound, String otherwise) throws FunctionException {
    if (!sound) {
      throw new FunctionException("not a sound LZ4 stream: " + otherwise);
    }
  }
}

package org.srv6pipes.functions;

import java.nio.ByteBuffer;
import java.util.Arrays;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.xxhash.StreamingXXHash32;
import org.jspecify.annotations.Nullable;
import org.srv6pipes.function.Status;
import org.srv6pipes.function.StreamFunction;

/**
 * One LZ4 frame of independent blocks; what does not shrink is stored, and after a while not tried.
 * Memory is taken as it is needed: most connections carry less than a block.
 */
final class Lz4Compress implements StreamFunction {

  private static final int FIRST_PIECE = 1 << 10;

  /** The size before a block, and what ends the frame. */
  private static final int AROUND_BLOCK = 3 * Integer.BYTES;

  private final LZ4Compressor compressor;
  private final int blockCode;
  private final boolean flushes;
  private final @Nullable StreamingXXHash32 content;
  private final Perseverance perseverance = new Perseverance();
  private final Outbox outbox = new Outbox();
  private final int blockMaximum;
  private byte[] block = new byte[0];
  private int filled;
  private boolean begun;
  private boolean ended;

  Lz4Compress(LZ4Compressor compressor, int blockCode, boolean checksum, boolean flushes) {
    this.compressor = compressor;
    this.blockCode = blockCode;
    this.flushes = flushes;
    this.content = checksum ? Lz4Frame.contentHash() : null;
    this.blockMaximum = Lz4Frame.blockMaximum(blockCode);
  }

  @Override
  public Status process(ByteBuffer in, ByteBuffer out) {
    while (outbox.drainTo(out)) {
      int length = Math.min(in.remaining(), blockMaximum - filled);
      in.get(roomFor(length), filled, length);
      filled += length;
      if (filled < blockMaximum) {
        return Status.DONE;
      }
      writeBlock();
    }
    return Status.MORE;
  }

  private byte[] roomFor(int length) {
    int wanted = filled + length;
    if (block.length < wanted) {
      int ahead = Math.max(FIRST_PIECE, 2 * block.length);
      block = Arrays.copyOf(block, Math.min(blockMaximum, Math.max(wanted, ahead)));
    }
    return block;
  }

  @Override
  public Status flush(ByteBuffer out) {
    if (flushes && filled > 0 && outbox.isEmpty()) {
      writeBlock();
    }
    return outbox.drainTo(out) ? Status.DONE : Status.MORE;
  }

  @Override
  public Status end(ByteBuffer out) {
    if (!ended && outbox.isEmpty()) {
      ended = true;
      writeEnd();
    }
    return outbox.drainTo(out) && ended ? Status.DONE : Status.MORE;
  }

  private void writeHeader() {
    begun = true;
    int flags = Lz4Frame.VERSION | Lz4Frame.INDEPENDENT;
    outbox.addLittleEndian(Lz4Frame.MAGIC);
    byte[] descriptor = {
      (byte) (content == null ? flags : flags | Lz4Frame.CONTENT_CHECKSUM),
      (byte) (blockCode << 4),
      0
    };
    descriptor[2] = Lz4Frame.descriptorChecksum(descriptor, 0, 2);
    outbox.add(descriptor, 0, descriptor.length);
  }

  private void writeBlock() {
    if (!begun) {
      writeHeader();
    }
    if (content != null) {
      content.update(block, 0, filled);
    }
    if (!perseverance.isWorthTrying() || !writeCompressed()) {
      outbox.reserve(AROUND_BLOCK + filled);
      outbox.addLittleEndian(Lz4Frame.STORED | filled);
      outbox.add(block, 0, filled);
    }
    filled = 0;
  }

  /** Returns whether the block became smaller; otherwise nothing was written. */
  private boolean writeCompressed() {
    byte[] memory = outbox.reserve(AROUND_BLOCK + compressor.maxCompressedLength(filled));
    int place = outbox.place() + Integer.BYTES;
    int length = compressor.compress(block, 0, filled, memory, place, memory.length - place);
    perseverance.tried(length < filled - filled / 32);
    if (length >= filled) {
      return false;
    }
    outbox.addLittleEndian(length);
    outbox.added(length);
    return true;
  }

  private void writeEnd() {
    if (filled > 0) {
      writeBlock();
    } else if (!begun) {
      writeHeader();
    }
    outbox.addLittleEndian(0);
    if (content != null) {
      outbox.addLittleEndian(content.getValue());
    }
  }
}

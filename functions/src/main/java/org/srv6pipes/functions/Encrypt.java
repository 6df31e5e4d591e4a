package org.srv6pipes.functions;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import org.srv6pipes.function.FunctionException;
import org.srv6pipes.function.Status;
import org.srv6pipes.function.StreamFunction;

/** Seals what comes at once, in records as large as possible; holds nothing back. */
final class Encrypt implements StreamFunction {

  private static final int AROUND_RECORD = EncryptedFormat.RECORD_HEADER + RecordSeal.TAG;

  static final int OUTPUT_ROOM = EncryptedFormat.HEADER + EncryptedFormat.MAX_PLAIN + AROUND_RECORD;

  private final byte[] header;
  private final EncryptedFormat.Sequence sequence;
  private final RecordBuffers buffers;
  private final byte[] recordHeader = new byte[EncryptedFormat.RECORD_HEADER];
  private boolean begun;

  Encrypt(byte[] header, EncryptedFormat.Sequence sequence, RecordBuffers buffers) {
    this.header = header;
    this.sequence = sequence;
    this.buffers = buffers;
  }

  /** Keys, cipher state and the record under way; the slow suite keeps a copy of its own. */
  static long memory(Suite suite) {
    return suite == Suite.AES_256_GCM_SIV ? 96 << 10 : 16 << 10;
  }

  @Override
  public Status process(ByteBuffer in, ByteBuffer out) throws FunctionException {
    while (in.hasRemaining()) {
      begin(out);
      int length = Math.min(in.remaining(), EncryptedFormat.MAX_PLAIN);
      if (out.remaining() < length + AROUND_RECORD) {
        return Status.MORE;
      }
      writeRecord(in, length, 0, out);
    }
    return Status.DONE;
  }

  @Override
  public Status end(ByteBuffer out) throws FunctionException {
    begin(out);
    writeRecord(ByteBuffer.allocate(0), 0, EncryptedFormat.LAST, out);
    return Status.DONE;
  }

  private void begin(ByteBuffer out) {
    if (!begun) {
      begun = true;
      out.put(header);
    }
  }

  private void writeRecord(ByteBuffer in, int length, int flags, ByteBuffer out)
      throws FunctionException {
    byte[] plain = buffers.take();
    byte[] sealed = buffers.take();
    in.get(plain, 0, length);
    recordHeader[0] = (byte) ((flags | length) >>> 8);
    recordHeader[1] = (byte) length;
    try {
      int sealedLength = sequence.next(recordHeader, plain, length, sealed);
      out.put(recordHeader).put(sealed, 0, sealedLength);
    } catch (GeneralSecurityException e) {
      throw new FunctionException("a record cannot be sealed", e);
    } finally {
      buffers.giveBack(plain);
      buffers.giveBack(sealed);
    }
  }
}

package org.srv6pipes.functions;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;
import org.srv6pipes.function.Direction;
import org.srv6pipes.function.FunctionException;
import org.srv6pipes.function.Status;
import org.srv6pipes.function.StreamFunction;

/**
 * Opens record after record; no byte leaves before the whole of its record has been authenticated.
 *
 * <pre>
 *   HEADER -> RECORD_HEADER -> RECORD -> RECORD_HEADER ... -> RECORD (the last) -> OVER
 * </pre>
 */
final class Decrypt implements StreamFunction {

  static final long MEMORY = 96 << 10;

  private enum State {
    HEADER,
    RECORD_HEADER,
    RECORD,
    OVER
  }

  private final KeyFile keys;
  private final int onlyKey;
  private final Direction direction;
  private final RecordBuffers buffers;
  private final byte[] recordHeader = new byte[EncryptedFormat.RECORD_HEADER];
  private State state = State.HEADER;
  private EncryptedFormat.@Nullable Sequence sequence;
  private byte @Nullable [] gathered;
  private boolean last;
  private long count;
  private int have;
  private int need = EncryptedFormat.HEADER;

  Decrypt(KeyFile keys, int onlyKey, Direction direction, RecordBuffers buffers) {
    this.keys = keys;
    this.onlyKey = onlyKey;
    this.direction = direction;
    this.buffers = buffers;
  }

  @Override
  public Status process(ByteBuffer in, ByteBuffer out) throws FunctionException {
    while (state != State.OVER) {
      gather(in);
      if (have < need) {
        return Status.DONE;
      }
      if (state == State.RECORD && out.remaining() < need - RecordSeal.TAG) {
        return Status.MORE;
      }
      step(out);
    }
    if (in.hasRemaining()) {
      throw new FunctionException("bytes follow the last record of an encrypted stream");
    }
    return Status.DONE;
  }

  @Override
  public Status end(ByteBuffer out) throws FunctionException {
    if (state != State.OVER) {
      throw new FunctionException("the encrypted stream was cut short");
    }
    return Status.DONE;
  }

  @Override
  public void close() {
    release();
  }

  private void gather(ByteBuffer in) {
    int length = Math.min(need - have, in.remaining());
    if (length > 0) {
      in.get(buffer(), have, length);
      have += length;
    }
  }

  private byte[] buffer() {
    if (gathered == null) {
      gathered = buffers.take();
    }
    return gathered;
  }

  private void release() {
    if (gathered != null) {
      buffers.giveBack(gathered);
      gathered = null;
    }
    have = 0;
  }

  private void expect(State next, int bytes) {
    release();
    state = next;
    need = bytes;
  }

  private void step(ByteBuffer out) throws FunctionException {
    if (sequence == null) {
      sequence = begin(Arrays.copyOf(buffer(), EncryptedFormat.HEADER));
      expect(State.RECORD_HEADER, EncryptedFormat.RECORD_HEADER);
    } else if (state == State.RECORD_HEADER) {
      readRecordHeader();
    } else {
      open(sequence, out);
    }
  }

  private EncryptedFormat.Sequence begin(byte[] header) throws FunctionException {
    if (!EncryptedFormat.isHeader(header)) {
      throw new FunctionException("not an encrypted stream, or of another version");
    }
    int number = EncryptedFormat.keyNumber(header);
    Optional<Suite> suite = Suite.of(EncryptedFormat.suiteCode(header));
    Optional<SecretKey> key = keys.key(number).filter(k -> onlyKey == 0 || onlyKey == number);
    if (key.isEmpty() || suite.isEmpty()) {
      throw new FunctionException(
          "the stream uses key %d and suite %d, which are not allowed here"
              .formatted(number, EncryptedFormat.suiteCode(header)));
    }
    return new EncryptedFormat.Sequence(key.get(), direction, header, suite.get().seal(false));
  }

  private void readRecordHeader() throws FunctionException {
    System.arraycopy(buffer(), 0, recordHeader, 0, recordHeader.length);
    int bits = (recordHeader[0] & 0xFF) << 8 | (recordHeader[1] & 0xFF);
    int length = bits & ~EncryptedFormat.LAST;
    last = (bits & EncryptedFormat.LAST) != 0;
    if (length > EncryptedFormat.MAX_PLAIN || (length == 0 && !last)) {
      throw new FunctionException("record %d has a length that is never sent".formatted(count));
    }
    expect(State.RECORD, length + RecordSeal.TAG);
  }

  private void open(EncryptedFormat.Sequence records, ByteBuffer out) throws FunctionException {
    byte[] plain = buffers.take();
    try {
      int length = records.next(recordHeader, buffer(), need, plain);
      out.put(plain, 0, length);
    } catch (GeneralSecurityException e) {
      throw new FunctionException(
          "record %d is not what was sealed: altered, out of order, or another key"
              .formatted(count),
          e);
    } finally {
      buffers.giveBack(plain);
    }
    count++;
    expect(last ? State.OVER : State.RECORD_HEADER, last ? 0 : EncryptedFormat.RECORD_HEADER);
  }
}

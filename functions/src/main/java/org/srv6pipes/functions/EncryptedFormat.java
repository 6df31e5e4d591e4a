package org.srv6pipes.functions;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import org.srv6pipes.function.Direction;

/**
 * The encrypted stream, as docs/encryption-format.md has it:
 *
 * <pre>
 *   header: "S6PE" | version 1 | suite | key number (2) | salt (32)
 *   record: last (1 bit), length of the plaintext (15 bits) | ciphertext | tag (16)
 * </pre>
 */
final class EncryptedFormat {

  static final int HEADER = 40;
  static final int SALT = 32;
  static final int RECORD_HEADER = 2;
  static final int MAX_PLAIN = 16 << 10;
  static final int MAX_SEALED = MAX_PLAIN + RecordSeal.TAG;
  static final int LAST = 0x8000;

  /** After so many records the key is replaced by a new one. */
  static final int RECORDS_PER_KEY = 1 << 14;

  private static final byte[] MAGIC = "S6PE".getBytes(US_ASCII);
  private static final byte VERSION = 1;
  private static final byte[] LABEL = "srv6pipes encrypt 1".getBytes(US_ASCII);
  private static final int KEY = 32;
  private static final int NONCE = 12;

  private EncryptedFormat() {}

  static byte[] header(Suite suite, int keyNumber, byte[] salt) {
    return ByteBuffer.allocate(HEADER)
        .put(MAGIC)
        .put(VERSION)
        .put(suite.code())
        .putShort((short) keyNumber)
        .put(salt)
        .array();
  }

  static boolean isHeader(byte[] header) {
    return Arrays.equals(header, 0, MAGIC.length, MAGIC, 0, MAGIC.length) && header[4] == VERSION;
  }

  static int suiteCode(byte[] header) {
    return header[5];
  }

  static int keyNumber(byte[] header) {
    return ByteBuffer.wrap(header).getShort(6) & 0xFFFF;
  }

  private static byte[] salt(byte[] header) {
    return Arrays.copyOfRange(header, HEADER - SALT, HEADER);
  }

  /** The keys and nonces of one stream: a counter that never returns. */
  static final class Sequence {

    private final SecretKey master;
    private final Direction direction;
    private final byte[] header;
    private final RecordSeal seal;
    private final byte[] base = new byte[NONCE];
    private final byte[] nonce = new byte[NONCE];
    private long count;

    Sequence(SecretKey master, Direction direction, byte[] header, RecordSeal seal) {
      this.master = master;
      this.direction = direction;
      this.header = header;
      this.seal = seal;
    }

    /** Seals or opens the next record. */
    int next(byte[] recordHeader, byte[] in, int length, byte[] out)
        throws GeneralSecurityException {
      if (count % RECORDS_PER_KEY == 0) {
        rekey();
      }
      for (int i = 0; i < NONCE; i++) {
        int shift = (NONCE - 1 - i) * Byte.SIZE;
        nonce[i] = (byte) (shift < Long.SIZE ? base[i] ^ count >>> shift : base[i]);
      }
      count++;
      return seal.apply(nonce, recordHeader, in, length, out);
    }

    private void rekey() throws GeneralSecurityException {
      byte[] info =
          ByteBuffer.allocate(LABEL.length + 1 + HEADER + Long.BYTES)
              .put(LABEL)
              .put((byte) (direction == Direction.FORWARD ? 0 : 1))
              .put(header)
              .putLong(count / RECORDS_PER_KEY)
              .array();
      HKDFParameterSpec parameters =
          HKDFParameterSpec.ofExtract()
              .addIKM(master)
              .addSalt(salt(header))
              .thenExpand(info, KEY + NONCE);
      byte[] material = KDF.getInstance("HKDF-SHA256").deriveData(parameters);
      seal.rekey(Arrays.copyOf(material, KEY));
      System.arraycopy(material, KEY, base, 0, NONCE);
    }
  }
}

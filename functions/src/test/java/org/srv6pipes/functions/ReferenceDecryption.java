package org.srv6pipes.functions;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.modes.AEADCipher;
import org.bouncycastle.crypto.modes.ChaCha20Poly1305;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * The format a second time, written from docs/encryption-format.md alone. Bouncy Castle does what
 * the JDK does in the function, and AES-GCM-SIV, where the function has Bouncy Castle, is spelt
 * out.
 */
final class ReferenceDecryption {

  private static final int RECORDS_PER_EPOCH = 16_384;

  private final byte[] master;
  private final int direction;

  ReferenceDecryption(byte[] master, int direction) {
    this.master = master;
    this.direction = direction;
  }

  byte[] decrypt(byte[] stream) throws Exception {
    ByteBuffer in = ByteBuffer.wrap(stream);
    byte[] header = new byte[40];
    in.get(header);
    check(new String(header, 0, 4, US_ASCII).equals("S6PE") && header[4] == 1, "header");
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    boolean last = false;
    for (long number = 0; !last; number++) {
      byte[] head = new byte[2];
      in.get(head);
      int bits = ByteBuffer.wrap(head).getShort() & 0xFFFF;
      last = bits >= 32768;
      int length = bits % 32768;
      check(length <= 16384 && (length > 0 || last), "length of record " + number);
      byte[] sealed = new byte[length + 16];
      in.get(sealed);
      plain.writeBytes(open(header, number, head, sealed));
    }
    check(!in.hasRemaining(), "the end");
    return plain.toByteArray();
  }

  private byte[] open(byte[] header, long number, byte[] head, byte[] sealed) throws Exception {
    byte[] material = material(header, number / RECORDS_PER_EPOCH);
    byte[] key = Arrays.copyOf(material, 32);
    ByteBuffer nonce = ByteBuffer.wrap(material, 32, 12).slice();
    nonce.putLong(4, nonce.getLong(4) ^ number);
    byte[] nonceBytes = new byte[12];
    nonce.get(0, nonceBytes);
    return switch (header[5]) {
      case 0 ->
          aead(GCMBlockCipher.newInstance(AESEngine.newInstance()), key, nonceBytes, head, sealed);
      case 1 -> aead(new ChaCha20Poly1305(), key, nonceBytes, head, sealed);
      case 2 -> GcmSiv.open(key, nonceBytes, head, sealed);
      default -> throw new AssertionError("suite " + header[5]);
    };
  }

  private byte[] material(byte[] header, long epoch) {
    ByteBuffer info = ByteBuffer.allocate(19 + 1 + 40 + 8);
    info.put("srv6pipes encrypt 1".getBytes(US_ASCII)).put((byte) direction).put(header);
    info.putLong(epoch);
    HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA256Digest());
    hkdf.init(new HKDFParameters(master, Arrays.copyOfRange(header, 8, 40), info.array()));
    byte[] material = new byte[44];
    hkdf.generateBytes(material, 0, 44);
    return material;
  }

  private static byte[] aead(
      AEADCipher cipher, byte[] key, byte[] nonce, byte[] head, byte[] sealed) throws Exception {
    cipher.init(false, new AEADParameters(new KeyParameter(key), 128, nonce, head));
    byte[] plain = new byte[cipher.getOutputSize(sealed.length)];
    int length = cipher.processBytes(sealed, 0, sealed.length, plain, 0);
    cipher.doFinal(plain, length);
    return plain;
  }

  private static void check(boolean sound, String what) {
    if (!sound) {
      throw new AssertionError("The stream is unsound at " + what);
    }
  }

  /** RFC 8452 step by step, on single AES blocks. */
  static final class GcmSiv {

    private GcmSiv() {}

    static byte[] open(byte[] key, byte[] nonce, byte[] associated, byte[] sealed)
        throws Exception {
      byte[] authenticationKey = derive(key, nonce, 0, 16);
      byte[] encryptionKey = derive(key, nonce, 2, 32);
      byte[] tag = Arrays.copyOfRange(sealed, sealed.length - 16, sealed.length);
      byte[] plain = Arrays.copyOf(sealed, sealed.length - 16);
      counterMode(encryptionKey, tag, plain);
      byte[] expected = tag(authenticationKey, encryptionKey, nonce, associated, plain);
      check(Arrays.equals(tag, expected), "a tag");
      return plain;
    }

    private static byte[] derive(byte[] key, byte[] nonce, int from, int length) throws Exception {
      byte[] derived = new byte[length];
      for (int i = 0; i < length / 8; i++) {
        byte[] block = new byte[16];
        block[0] = (byte) (from + i);
        System.arraycopy(nonce, 0, block, 4, 12);
        System.arraycopy(aes(key, block), 0, derived, 8 * i, 8);
      }
      return derived;
    }

    private static void counterMode(byte[] key, byte[] tag, byte[] text) throws Exception {
      byte[] block = tag.clone();
      block[15] |= (byte) 0x80;
      int counter = Integer.reverseBytes(ByteBuffer.wrap(block).getInt());
      byte[] blocks = new byte[(text.length + 15) / 16 * 16];
      for (int at = 0; at < text.length; at += 16) {
        ByteBuffer.wrap(block).putInt(Integer.reverseBytes(counter++));
        System.arraycopy(block, 0, blocks, at, 16);
      }
      byte[] keyStream = aes(key, blocks);
      for (int i = 0; i < text.length; i++) {
        text[i] ^= keyStream[i];
      }
    }

    private static byte[] tag(
        byte[] authenticationKey,
        byte[] encryptionKey,
        byte[] nonce,
        byte[] associated,
        byte[] text)
        throws Exception {
      Polyval polyval = new Polyval(authenticationKey);
      polyval.update(associated);
      polyval.update(text);
      ByteBuffer lengths = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
      polyval.update(lengths.putLong(associated.length * 8L).putLong(text.length * 8L).array());
      byte[] sum = polyval.result();
      for (int i = 0; i < 12; i++) {
        sum[i] ^= nonce[i];
      }
      sum[15] &= 0x7F;
      return aes(encryptionKey, sum);
    }

    private static byte[] aes(byte[] key, byte[] blocks) throws Exception {
      Cipher aes = Cipher.getInstance("AES/ECB/NoPadding");
      aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
      return aes.doFinal(blocks);
    }
  }

  /** The hash of RFC 8452: a polynomial over the field of x^128 + x^127 + x^126 + x^121 + 1. */
  private static final class Polyval {
    private final long keyLow;
    private final long keyHigh;
    private long low;
    private long high;

    Polyval(byte[] key) {
      ByteBuffer bytes = ByteBuffer.wrap(key).order(ByteOrder.LITTLE_ENDIAN);
      keyLow = bytes.getLong();
      keyHigh = bytes.getLong();
    }

    void update(byte[] text) {
      byte[] padded = Arrays.copyOf(text, (text.length + 15) / 16 * 16);
      ByteBuffer bytes = ByteBuffer.wrap(padded).order(ByteOrder.LITTLE_ENDIAN);
      while (bytes.hasRemaining()) {
        low ^= bytes.getLong();
        high ^= bytes.getLong();
        multiplyByKey();
      }
    }

    byte[] result() {
      return ByteBuffer.allocate(16)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putLong(low)
          .putLong(high)
          .array();
    }

    /** The sum times the key times x^-128: Horner's rule from the lowest bit, halving each time. */
    private void multiplyByKey() {
      long sumLow = 0;
      long sumHigh = 0;
      for (int i = 0; i < 128; i++) {
        long bit = (i < 64 ? low >>> i : high >>> (i - 64)) & 1;
        sumLow ^= -bit & keyLow;
        sumHigh ^= -bit & keyHigh;
        long odd = -(sumLow & 1);
        sumLow = sumLow >>> 1 | sumHigh << 63;
        sumHigh = sumHigh >>> 1 ^ (odd & 0xE100_0000_0000_0000L);
      }
      low = sumLow;
      high = sumHigh;
    }
  }
}

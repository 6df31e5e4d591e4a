package org.srv6pipes.wire;

import java.nio.ByteBuffer;

/**
 * What an SRH may carry behind its segments: type, length, value (RFC 8754 section 2.1).
 *
 * <pre>
 *  0               1               2
 * +---------------+---------------+---------------------
 * |     type      |    length     | length octets ...        (Pad1 is its type and nothing else)
 * +---------------+---------------+---------------------
 * </pre>
 */
public sealed interface Tlv permits Tlv.Pad1, Tlv.PadN, Tlv.Hmac, Tlv.Unknown, ReturnPathTlv {
  /** Octets in front of the value. */
  int HEADER = 2;

  /** Octets on the wire, type and length included. */
  int length();

  /** Writes all {@link #length()} octets at an absolute index. */
  void write(ByteBuffer buffer, int index);

  /** Whether this only fills up space. */
  default boolean isPadding() {
    return this instanceof Pad1 || this instanceof PadN;
  }

  /** One octet of padding, RFC 8754 section 2.1.1.1. */
  record Pad1() implements Tlv {
    static final int TYPE = 0;
    static final Pad1 PAD1 = new Pad1();

    @Override
    public int length() {
      return 1;
    }

    @Override
    public void write(ByteBuffer buffer, int index) {
      BigEndian.put8(buffer, index, TYPE);
    }
  }

  /**
   * Two to seven octets of padding, RFC 8754 section 2.1.1.2. Their content means nothing and is
   * written as zeros.
   *
   * @param zeros 0 to 5 octets of value
   */
  record PadN(int zeros) implements Tlv {
    static final int TYPE = 4;
    private static final int LONGEST = 5;

    public PadN {
      Checks.between("length of PadN's value", 0, zeros, LONGEST);
    }

    @Override
    public int length() {
      return HEADER + zeros;
    }

    @Override
    public void write(ByteBuffer buffer, int index) {
      writeHeader(this, TYPE, buffer, index);
      BigEndian.putZeros(buffer, index + HEADER, zeros);
    }

    static PadN read(int length) throws RefusedException {
      if (length > HEADER + LONGEST) {
        throw new RefusedException(
            Refused.Reason.TLV_MALFORMED, "a PadN TLV of " + length + " octets");
      }
      return new PadN(length - HEADER);
    }
  }

  /**
   * A keyed hash of the SRH, RFC 8754 section 2.1.2.
   *
   * <pre>
   *  0               1               2               3
   * +-------+-------+-------+-------+-------+-------+-------+-------+
   * |       5       |  6 + digest   | D |         reserved          |
   * +-------+-------+-------+-------+-------+-------+-------+-------+
   * |                            key id                             |
   * +-------+-------+-------+-------+-------+-------+-------+-------+
   * |             digest (8, 16, 24 or 32 octets)                   |
   * +-------+-------+-------+-------+-------+-------+-------+-------+
   * </pre>
   *
   * @param anyDestination the D bit: whether the destination may be another than the active segment
   * @param keyId an unsigned number
   */
  record Hmac(boolean anyDestination, int keyId, Octets digest) implements Tlv {
    static final int TYPE = 5;
    private static final int KEY_ID = 4;
    private static final int DIGEST = 8;
    private static final int D_BIT = 0x8000;

    public Hmac {
      Checks.require(isDigest(digest.length()), "an HMAC has 8, 16, 24 or 32 octets");
    }

    private static boolean isDigest(int length) {
      return length >= 8 && length <= 32 && length % 8 == 0;
    }

    @Override
    public int length() {
      return DIGEST + digest.length();
    }

    @Override
    public void write(ByteBuffer buffer, int index) {
      writeHeader(this, TYPE, buffer, index);
      BigEndian.put16(buffer, index + HEADER, anyDestination ? D_BIT : 0);
      BigEndian.put32(buffer, index + KEY_ID, keyId);
      digest.write(buffer, index + DIGEST);
    }

    static Hmac read(PacketWindow packet, int at, int length) throws RefusedException {
      if (!isDigest(length - DIGEST)) {
        throw new RefusedException(
            Refused.Reason.TLV_MALFORMED, "an HMAC TLV of " + length + " octets");
      }
      return new Hmac(
          (packet.u16(at + HEADER) & D_BIT) != 0,
          packet.i32(at + KEY_ID),
          Octets.read(packet.buffer(), at + DIGEST, length - DIGEST));
    }
  }

  /** A TLV of a type that we do not know, kept octet for octet. */
  record Unknown(int type, Octets value) implements Tlv {
    public Unknown {
      Checks.fits("TLV type", type, 8);
      Checks.fits("length of a TLV", value.length(), 8);
      Checks.require(!hasMeaning(type), "TLV types 0, 4 and 5 are not unknown");
    }

    @Override
    public int length() {
      return HEADER + value.length();
    }

    @Override
    public void write(ByteBuffer buffer, int index) {
      writeHeader(this, type, buffer, index);
      value.write(buffer, index + HEADER);
    }
  }

  /** Whether RFC 8754 gives this type a meaning. */
  static boolean hasMeaning(int type) {
    return type == Pad1.TYPE || type == PadN.TYPE || type == Hmac.TYPE;
  }

  private static void writeHeader(Tlv tlv, int type, ByteBuffer buffer, int index) {
    BigEndian.put8(buffer, index, type);
    BigEndian.put8(buffer, index + 1, tlv.length() - HEADER);
  }
}

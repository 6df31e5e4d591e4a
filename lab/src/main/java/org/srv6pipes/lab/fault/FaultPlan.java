package org.srv6pipes.lab.fault;

import java.util.SplittableRandom;

/**
 * What one end of a connection says, and what goes wrong at which byte. It follows from the number
 * of the connection and from which end it is, the same whoever asks.
 *
 * @param stream the number of the bytes that it says, {@link #octet}
 * @param length how many bytes it means to say
 * @param at after how many the fault comes
 */
public record FaultPlan(long stream, int length, PeerFault fault, int at) {

  /** The two ends of a connection. */
  public enum End {
    CLIENT(0),
    SERVER(1);

    private final int parity;

    End(int parity) {
      this.parity = parity;
    }

    public End other() {
      return this == CLIENT ? SERVER : CLIENT;
    }
  }

  private static final int LONGEST = 60_000;

  public FaultPlan {
    if (at < 0 || at > length) {
      throw new IllegalArgumentException(
          "a fault after %d of %d bytes never comes".formatted(at, length));
    }
  }

  /** Half of all ends do nothing wrong; of the others each fault is as likely as any other one. */
  public static FaultPlan of(long connection, End end) {
    long stream = 2 * connection + end.parity;
    SplittableRandom random = new SplittableRandom(stream);
    int length = random.nextInt(LONGEST);
    PeerFault[] faults = PeerFault.values();
    PeerFault fault = random.nextBoolean() ? PeerFault.NONE : faults[random.nextInt(faults.length)];
    return new FaultPlan(stream, length, fault, random.nextInt(length + 1));
  }

  /** Whether both ends of a connection must hear everything, because neither of them kills it. */
  public static boolean mustEndWell(long connection) {
    return !of(connection, End.CLIENT).fault().kills()
        && !of(connection, End.SERVER).fault().kills();
  }

  boolean saysAll() {
    return !fault.kills() && fault != PeerFault.FINISH_EARLY;
  }

  int saidByTheFault() {
    return fault == PeerFault.URGENT_BYTE && at < length ? 1 : 0;
  }

  /** How many bytes the other end must have heard when it hears the end. */
  int said() {
    return saysAll() ? length : at;
  }

  byte[] octets(int from, int count) {
    byte[] octets = new byte[count];
    for (int i = 0; i < count; i++) {
      octets[i] = octet(from + i);
    }
    return octets;
  }

  /** Half of it compresses. */
  byte octet(int position) {
    long mixed = (stream ^ ((long) position << 20)) * 0x9E3779B97F4A7C15L;
    return (position >> 10 & 1) == 0 ? (byte) (stream + position / 100) : (byte) (mixed >>> 56);
  }
}

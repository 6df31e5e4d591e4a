package org.srv6pipes.resolver.lookup;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * An answer in the form in which it is sent, so that sending it again is a copy: header, question
 * and records without EDNS, the places of the times to live marked.
 */
public final class Answer {
  private static final int TTL = 4;
  private static final int DATA_LENGTH = 8;
  private static final int FIXED = 10;
  private static final int POINTER = 0xc0;

  private final byte[] octets;
  private final int[] ttls;
  private final int questionLength;
  private final Message message;
  private final long since;
  private final long ttl;

  private Answer(Message message, byte[] octets, long since, long ttl) {
    this.message = message;
    this.octets = octets;
    this.questionLength = skipName(octets, Header.LENGTH) + 4 - Header.LENGTH;
    this.ttls = ttls(octets, Header.LENGTH + questionLength);
    this.since = since;
    this.ttl = ttl;
  }

  /**
   * @param message a whole message with one question; its EDNS is left out
   * @param now by the clock that {@link #writeTo} will be told
   */
  public static Answer of(Message message, long now) {
    Message plain = new Message(0);
    plain.getHeader().setRcode(message.getHeader().getRcode());
    if (message.getHeader().getFlag(Flags.AD)) {
      plain.getHeader().setFlag(Flags.AD);
    }
    for (int section = Section.QUESTION; section <= Section.ADDITIONAL; section++) {
      int into = section;
      message.getSection(section).stream()
          .filter(record -> record.getType() != Type.OPT && record.getType() != Type.TSIG)
          .forEach(record -> plain.addRecord(record, into));
    }
    return new Answer(plain, plain.toWire(), now, ttl(plain));
  }

  /** How long it may be kept, in seconds; 0 for not at all. */
  private static long ttl(Message message) {
    boolean negative =
        message.getHeader().getRcode() == Rcode.NXDOMAIN
            || message.getSection(Section.ANSWER).isEmpty();
    int rcode = message.getHeader().getRcode();
    if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
      return 0;
    }
    long least = records(message).mapToLong(Record::getTTL).min().orElse(0);
    return negative ? Math.min(least, negativeTtl(message)) : least;
  }

  /** RFC 2308 section 5: without an SOA, an answer that there is nothing is not kept. */
  private static long negativeTtl(Message message) {
    return message.getSection(Section.AUTHORITY).stream()
        .filter(SOARecord.class::isInstance)
        .mapToLong(soa -> ((SOARecord) soa).getMinimum())
        .min()
        .orElse(0);
  }

  private static Stream<Record> records(Message message) {
    return Stream.of(Section.ANSWER, Section.AUTHORITY, Section.ADDITIONAL)
        .flatMap(section -> message.getSection(section).stream());
  }

  public int rcode() {
    return message.getHeader().getRcode();
  }

  /** Whether the upstream has validated it. */
  public boolean authentic() {
    return message.getHeader().getFlag(Flags.AD);
  }

  /** The records of the answer section, with the times to live that they had at first. */
  public List<Record> records() {
    return message.getSection(Section.ANSWER);
  }

  /** The record of a type in the additional section, if it is there. */
  public Optional<Record> additional(int type) {
    return message.getSection(Section.ADDITIONAL).stream()
        .filter(record -> record.getType() == type)
        .findFirst();
  }

  /** The same answer without such records in its additional section. */
  public Answer without(int type) {
    Message rest = message.clone();
    message.getSection(Section.ADDITIONAL).stream()
        .filter(record -> record.getType() == type)
        .forEach(record -> rest.removeRecord(record, Section.ADDITIONAL));
    return new Answer(rest, rest.toWire(), since, ttl);
  }

  /** Seconds until it is old. */
  public long secondsLeft(long now) {
    return Math.max(0, ttl - age(now));
  }

  /** Seconds from its making until it is old. */
  public long ttl() {
    return ttl;
  }

  boolean isFresh(long now) {
    return age(now) < ttl;
  }

  private long age(long now) {
    return Math.max(0, (now - since) / 1_000_000_000L);
  }

  /** Octets without EDNS. */
  public int length() {
    return octets.length;
  }

  /**
   * Writes everything behind the header.
   *
   * @param question as the client spelled it; its length is that of the question here
   * @param most what no record may live longer than, in seconds
   */
  public void writeTo(ByteBuffer out, ByteBuffer question, long most, long now) {
    int start = out.position() - Header.LENGTH;
    out.put(question.duplicate());
    int behind = Header.LENGTH + questionLength;
    out.put(octets, behind, octets.length - behind);
    int age = (int) Math.min(Integer.MAX_VALUE, age(now));
    for (int at : ttls) {
      long left = ByteBuffer.wrap(octets).getInt(at) - (long) age;
      out.putInt(start + at, (int) Math.clamp(left, 0, most));
    }
  }

  /** How many octets a question has to have, so that every pointer still points. */
  public int questionLength() {
    return questionLength;
  }

  /** How many records a section has. */
  public int count(int section) {
    return message.getSection(section).size();
  }

  private static int[] ttls(byte[] octets, int behindQuestion) {
    ByteBuffer buffer = ByteBuffer.wrap(octets);
    int[] places = new int[records(buffer)];
    int at = behindQuestion;
    for (int i = 0; i < places.length; i++) {
      int fixed = skipName(octets, at);
      places[i] = fixed + TTL;
      at = fixed + FIXED + Short.toUnsignedInt(buffer.getShort(fixed + DATA_LENGTH));
    }
    return places;
  }

  private static int records(ByteBuffer message) {
    return Short.toUnsignedInt(message.getShort(6))
        + Short.toUnsignedInt(message.getShort(8))
        + Short.toUnsignedInt(message.getShort(10));
  }

  private static int skipName(byte[] octets, int from) {
    int at = from;
    while (octets[at] != 0) {
      if ((octets[at] & POINTER) == POINTER) {
        return at + 2;
      }
      at += 1 + octets[at];
    }
    return at + 1;
  }

  @Override
  public String toString() {
    return Rcode.string(rcode()) + " " + records() + " ttl=" + ttl;
  }
}

package org.srv6pipes.resolver.server;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.srv6pipes.resolver.lookup.Question;
import org.srv6pipes.resolver.message.Wish;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;

/**
 * A query that was understood.
 *
 * @param header as it came
 * @param question its one question
 * @param questionOctets the question as the client spelled it, letter case included
 * @param edns what it says about itself in EDNS, if it speaks that
 * @param wish what it wants to know of chains
 * @param client who asks
 * @param overTcp whether the reply may have any length
 */
public record Query(
    Header header,
    Record question,
    ByteBuffer questionOctets,
    Optional<OPTRecord> edns,
    Wish wish,
    InetAddress client,
    boolean overTcp) {

  private static final int DO = 0x8000;
  private static final int PLAIN_DATAGRAM = 512;
  private static final int LONGEST_LABEL = 63;

  /**
   * Reads a message whose header says that it is a query.
   *
   * @throws IOException if it is malformed
   */
  static Query parse(byte[] octets, InetAddress client, boolean overTcp) throws IOException {
    Message message = parse(octets);
    Record question = message.getQuestion();
    if (question == null || message.getHeader().getCount(0) != 1) {
      throw new IOException("not one question");
    }
    Optional<OPTRecord> edns = Optional.ofNullable(message.getOPT());
    int end = Header.LENGTH + question.getName().length() + 4;
    refusePointer(octets, end - 4);
    return new Query(
        message.getHeader(),
        question,
        ByteBuffer.wrap(octets, Header.LENGTH, end - Header.LENGTH).asReadOnlyBuffer(),
        edns,
        edns.map(Wish::of).orElse(Wish.NONE),
        client,
        overTcp);
  }

  /**
   * A name before which there is none has nothing to point to but the header, which is another one
   * in the reply.
   */
  private static void refusePointer(byte[] octets, int endOfName) throws IOException {
    int at = Header.LENGTH;
    while (at < endOfName) {
      int length = octets[at] & 0xff;
      if (length > LONGEST_LABEL) {
        throw new IOException("a compressed question");
      }
      at += 1 + length;
    }
  }

  /** The library refuses some malformed messages by other exceptions than its own. */
  private static Message parse(byte[] octets) throws IOException {
    try {
      return new Message(octets);
    } catch (RuntimeException malformed) {
      throw new IOException("malformed", malformed);
    }
  }

  public Name name() {
    return question.getName();
  }

  public int type() {
    return question.getType();
  }

  /** Whether signatures are wanted. */
  boolean dnssecOk() {
    return edns.isPresent() && (edns.get().getFlags() & DO) != 0;
  }

  /** Whether the client would understand that data is authentic (RFC 6840 section 5.7). */
  boolean knowsAuthentic() {
    return dnssecOk() || header.getFlag(Flags.AD);
  }

  /** What to ask upstream for it. */
  public Question toUpstream() {
    return new Question(
        name(), type(), question.getDClass(), dnssecOk(), header.getFlag(Flags.CD), List.of());
  }

  /**
   * The longest reply that may be sent.
   *
   * @param most what this server sends at most over UDP
   */
  int room(int most) {
    if (overTcp) {
      return Message.MAXLENGTH;
    }
    int wanted = edns.map(OPTRecord::getPayloadSize).orElse(PLAIN_DATAGRAM);
    return Math.clamp(wanted, PLAIN_DATAGRAM, most);
  }
}

package org.srv6pipes.resolver.server;

import java.nio.ByteBuffer;
import org.srv6pipes.resolver.lookup.Answer;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Writes replies. The question is repeated as it came, octet by octet, so that a client which mixes
 * the case of letters (0x20) finds its own again. What does not fit is left out, and the reply says
 * so.
 */
final class ReplyWriter {
  private static final int QR = 0x8000;
  private static final int TC = 0x0200;
  private static final int RD = 0x0100;
  private static final int RA = 0x0080;
  private static final int AD = 0x0020;
  private static final int CD = 0x0010;
  private static final int OPT_LENGTH = 11;
  private static final int DO = 0x8000;
  private static final int FIXED = 10;
  private static final int POINTER_TO_QUESTION = 0xc000 | Header.LENGTH;
  private static final int RCODE_MASK = 0x0f;

  private final int payloadSize;

  /**
   * @param payloadSize the longest datagram that is sent or taken
   */
  ReplyWriter(int payloadSize) {
    this.payloadSize = payloadSize;
  }

  /** The reply to a query that was understood. */
  byte[] write(Query query, Reply reply, long now) {
    return length(query, reply) > query.room(payloadSize)
        ? writeCut(query, Reply.of(reply.rcode()), now)
        : write(query, reply, now, false);
  }

  /** A reply that tells the client to ask again over TCP. */
  byte[] writeCut(Query query, Reply reply, long now) {
    return write(query, reply, now, true);
  }

  private byte[] write(Query query, Reply sent, long now, boolean cut) {
    ByteBuffer out = ByteBuffer.allocate(length(query, sent));
    header(out, query, sent, cut);
    sent.answer()
        .ifPresentOrElse(
            it -> it.writeTo(out, query.questionOctets(), sent.mostTtl(), now),
            () -> out.put(query.questionOctets().duplicate()));
    sent.additional().forEach(record -> additional(out, record));
    if (query.edns().isPresent()) {
      edns(out, query, sent.rcode());
    }
    return out.array();
  }

  private static int length(Query query, Reply reply) {
    int answer =
        reply.answer().map(it -> it.length() - it.questionLength() - Header.LENGTH).orElse(0);
    int additional =
        reply.additional().stream()
            .mapToInt(record -> 2 + FIXED + record.rdataToWireCanonical().length)
            .sum();
    int edns = query.edns().isPresent() ? OPT_LENGTH : 0;
    return Header.LENGTH + query.questionOctets().remaining() + answer + additional + edns;
  }

  private static void header(ByteBuffer out, Query query, Reply reply, boolean cut) {
    boolean authentic =
        query.knowsAuthentic() && reply.answer().map(Answer::authentic).orElse(false);
    int flags =
        QR
            | (cut ? TC : 0)
            | (query.header().getFlag(Flags.RD) ? RD : 0)
            | RA
            | (authentic ? AD : 0)
            | (query.header().getFlag(Flags.CD) ? CD : 0)
            | (reply.rcode() & RCODE_MASK);
    int edns = query.edns().isPresent() ? 1 : 0;
    out.putShort((short) query.header().getID()).putShort((short) flags).putShort((short) 1);
    out.putShort(count(reply, Section.ANSWER)).putShort(count(reply, Section.AUTHORITY));
    out.putShort((short) (count(reply, Section.ADDITIONAL) + reply.additional().size() + edns));
  }

  private static short count(Reply reply, int section) {
    return reply.answer().map(it -> (short) it.count(section)).orElse((short) 0);
  }

  /** A record whose owner is the name that was asked for. */
  private static void additional(ByteBuffer out, Record record) {
    byte[] data = record.rdataToWireCanonical();
    out.putShort((short) POINTER_TO_QUESTION);
    out.putShort((short) record.getType()).putShort((short) record.getDClass());
    out.putInt((int) record.getTTL()).putShort((short) data.length).put(data);
  }

  private void edns(ByteBuffer out, Query query, int rcode) {
    out.put((byte) 0).putShort((short) Type.OPT).putShort((short) payloadSize);
    out.put((byte) (rcode >> 4)).put((byte) 0);
    out.putShort((short) (query.dnssecOk() ? DO : 0)).putShort((short) 0);
  }

  /** The reply to what could not be read behind its header: that alone, with a response code. */
  static byte[] bare(Header header, int rcode) {
    Message reply = new Message(header.getID());
    reply.getHeader().setFlag(Flags.QR);
    reply.getHeader().setOpcode(header.getOpcode());
    if (header.getOpcode() == Opcode.QUERY && header.getFlag(Flags.RD)) {
      reply.getHeader().setFlag(Flags.RD);
    }
    reply.getHeader().setRcode(rcode);
    return reply.toWire();
  }
}

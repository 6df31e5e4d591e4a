package org.srv6pipes.resolver.server;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.srv6pipes.wire.Ipv6Address;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/**
 * From the octets of a message to those of its reply, over whatever it came. Whatever the octets
 * are, there is one reply at most, and one where it is a query.
 */
public final class Answering {
  private static final Logger LOG = LoggerFactory.getLogger(Answering.class);

  private final Counters counters = new Counters();
  private volatile Rules rules;

  /**
   * What may change while this works.
   *
   * @param payloadSize the longest datagram that is sent or taken
   */
  public record Rules(Admission admission, Responder responder, int payloadSize) {}

  public Answering(Rules rules) {
    this.rules = rules;
  }

  /** From now on so; what is under way ends by the old rules. */
  public void change(Rules next) {
    rules = next;
  }

  /**
   * @param out receives the reply, now or later, on any thread
   */
  public void answer(byte[] octets, InetAddress client, boolean overTcp, Consumer<byte[]> out) {
    counters.received.increment();
    if (octets.length < Header.LENGTH) {
      counters.dropped.increment();
      return;
    }
    Header header = header(octets);
    if (header.getFlag(Flags.QR)) {
      counters.dropped.increment();
      return;
    }
    if (header.getOpcode() != Opcode.QUERY) {
      out.accept(ReplyWriter.bare(header, Rcode.NOTIMP));
      return;
    }
    try {
      judge(Query.parse(octets, client, overTcp), rules, out);
    } catch (IOException | IllegalArgumentException malformed) {
      counters.malformed.increment();
      LOG.debug("malformed query from {}: {}", client, malformed.getMessage());
      out.accept(ReplyWriter.bare(header, Rcode.FORMERR));
    }
  }

  private static Header header(byte[] octets) {
    try {
      return new Header(octets);
    } catch (IOException e) {
      throw new IllegalStateException("a header is " + Header.LENGTH + " octets", e);
    }
  }

  private void judge(Query query, Rules now, Consumer<byte[]> out) {
    ReplyWriter writer = new ReplyWriter(now.payloadSize());
    Ipv6Address client = AddressBlock.mapped(query.client());
    long time = System.nanoTime();
    if (!now.admission().allows(client)) {
      counters.notAllowed.increment();
      out.accept(writer.write(query, Reply.of(Rcode.REFUSED), time));
    } else if (!now.admission().isWithinRate(client, time)) {
      counters.overRate.increment();
      out.accept(overRate(query, writer, time));
    } else if (refusal(query) != Rcode.NOERROR) {
      out.accept(writer.write(query, Reply.of(refusal(query)), time));
    } else {
      respond(query, writer, now.responder(), out);
    }
  }

  /** Who really is at the address under which a datagram came can ask again over TCP. */
  private static byte[] overRate(Query query, ReplyWriter writer, long now) {
    return query.overTcp()
        ? writer.write(query, Reply.of(Rcode.REFUSED), now)
        : writer.writeCut(query, Reply.of(Rcode.NOERROR), now);
  }

  private static int refusal(Query query) {
    if (query.edns().map(edns -> edns.getVersion() > 0).orElse(false)) {
      return Rcode.BADVERS;
    }
    boolean transfer = query.type() == Type.AXFR || query.type() == Type.IXFR;
    boolean pseudo = query.type() == Type.OPT || query.type() == Type.TSIG || query.type() == 0;
    return transfer || pseudo || query.question().getDClass() != DClass.IN
        ? Rcode.REFUSED
        : Rcode.NOERROR;
  }

  private void respond(Query query, ReplyWriter writer, Responder responder, Consumer<byte[]> out) {
    CompletionStage<Reply> _ =
        responder
            .respond(query)
            .whenComplete(
                (reply, failure) -> {
                  (failure == null ? counters.answered : counters.failed).increment();
                  Reply sent = failure == null ? reply : Reply.of(Rcode.SERVFAIL);
                  out.accept(writer.write(query, sent, System.nanoTime()));
                });
  }

  /** What became of all messages so far, by name. */
  public Map<String, Long> counts() {
    return counters.snapshot();
  }
}

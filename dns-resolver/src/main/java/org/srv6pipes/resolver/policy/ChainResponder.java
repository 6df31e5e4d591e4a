package org.srv6pipes.resolver.policy;

import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.srv6pipes.resolver.lookup.Answer;
import org.srv6pipes.resolver.lookup.Lookup;
import org.srv6pipes.resolver.message.BindingSidRecord;
import org.srv6pipes.resolver.message.ChainRecord;
import org.srv6pipes.resolver.server.AddressBlock;
import org.srv6pipes.resolver.server.Query;
import org.srv6pipes.resolver.server.Reply;
import org.srv6pipes.resolver.server.Responder;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Ipv6Prefix;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/**
 * Answers of an upstream, with the chains of the policies. Who does not ask for a chain gets the
 * plain answer; its addresses live no longer than the chain, so that who asks again learns of a
 * change in time.
 */
public final class ChainResponder implements Responder {
  private final Policies policies;
  private final Lookup lookup;
  private final long mostTtl;

  /**
   * @param mostTtl what no record may live longer than, in seconds
   */
  public ChainResponder(Policies policies, Lookup lookup, long mostTtl) {
    this.policies = policies;
    this.lookup = lookup;
    this.mostTtl = mostTtl;
  }

  @Override
  public CompletionStage<Reply> respond(Query query) {
    Name subject = subject(query);
    Decision decision = policies.decide(AddressBlock.mapped(query.client()), query.wish(), subject);
    return switch (decision) {
      case Decision.Denied _ -> CompletableFuture.completedStage(Reply.of(Rcode.REFUSED));
      case Decision.Unavailable _ when isAboutAddress(query) ->
          CompletableFuture.completedStage(Reply.of(Rcode.SERVFAIL));
      case Decision.Through through -> through(query, subject, through);
      default -> plain(query, mostTtl);
    };
  }

  /** The name that the connection would be to. */
  private static Name subject(Query query) {
    return isText(query) ? new Name(query.name(), 1) : query.name();
  }

  private static boolean isText(Query query) {
    return query.type() == Type.TXT
        && query.name().labels() > 1
        && query.name().getLabelString(0).equalsIgnoreCase(ChainRecord.TEXT_LABEL);
  }

  private static boolean isAboutAddress(Query query) {
    return query.type() == Type.A || query.type() == Type.AAAA || query.type() == Type.ANY;
  }

  private CompletionStage<Reply> plain(Query query, long most) {
    return lookup.find(query.toUpstream()).thenApply(answer -> Reply.of(answer, most));
  }

  private CompletionStage<Reply> through(Query query, Name subject, Decision.Through through) {
    if (isText(query)) {
      Record text = new TXTRecord(query.name(), DClass.IN, through.ttl(), through.chain().toText());
      return CompletableFuture.completedStage(ours(query, text));
    }
    if (query.type() == ChainRecord.TYPE) {
      return CompletableFuture.completedStage(
          ours(query, through.chain().toRecord(subject, through.ttl())));
    }
    long most = Math.min(mostTtl, through.ttl());
    return plain(query, isAboutAddress(query) ? most : mostTtl)
        .thenApply(reply -> reply.with(chains(query, through, reply)));
  }

  private static Reply ours(Query query, Record record) {
    Message message = new Message(0);
    message.getHeader().setFlag(Flags.QR);
    message.addRecord(query.question(), Section.QUESTION);
    message.addRecord(record, Section.ANSWER);
    return Reply.of(Answer.of(message, System.nanoTime()), record.getTTL());
  }

  /** What those ask for who know of chains, where there is an address to connect to. */
  private static List<Record> chains(Query query, Decision.Through through, Reply reply) {
    Optional<Ipv6Address> address = reply.answer().flatMap(ChainResponder::firstAddress);
    if (query.type() != Type.AAAA || address.isEmpty()) {
      return List.of();
    }
    List<Record> records = new ArrayList<>();
    if (query.wish().asked()) {
      records.add(through.chain().toRecord(query.name(), through.ttl()));
    }
    if (query.wish().srn() && through.chain().forward().size() == 1) {
      records.add(
          new BindingSidRecord(
                  0,
                  Ipv6Prefix.of(address.get(), Ipv6Address.BITS),
                  through.chain().forward().getFirst())
              .toRecord(query.name()));
    }
    return records;
  }

  private static Optional<Ipv6Address> firstAddress(Answer answer) {
    return answer.records().stream()
        .filter(AAAARecord.class::isInstance)
        .map(record -> ((AAAARecord) record).getAddress())
        .filter(Inet6Address.class::isInstance)
        .map(address -> Ipv6Address.from((Inet6Address) address))
        .findFirst();
  }
}

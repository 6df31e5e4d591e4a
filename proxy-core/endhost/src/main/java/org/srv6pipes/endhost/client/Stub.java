package org.srv6pipes.endhost.client;

import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.srv6pipes.resolver.lookup.Answer;
import org.srv6pipes.resolver.lookup.Lookup;
import org.srv6pipes.resolver.lookup.Question;
import org.srv6pipes.resolver.message.ChainRecord;
import org.srv6pipes.resolver.message.Wish;
import org.srv6pipes.resolver.server.Query;
import org.srv6pipes.resolver.server.Reply;
import org.srv6pipes.resolver.server.Responder;
import org.srv6pipes.wire.ChainText;
import org.srv6pipes.wire.Ipv6Address;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;
import org.xbill.DNS.UNKRecord;

/**
 * Answers what programs ask, and steers by what the resolver says besides. A program hears an
 * address only when connections to it would take their chain.
 */
final class Stub implements Responder {
  private static final long NANOS = 1_000_000_000L;

  private final Lookup lookup;
  private final Steerer steerer;
  private final String application;
  private final Map<String, ChainText> chains;

  Stub(Lookup lookup, Steerer steerer, ClientConfig config) {
    this.lookup = lookup;
    this.steerer = steerer;
    this.application = config.application();
    this.chains = config.chains();
  }

  @Override
  public CompletionStage<Reply> respond(Query query) {
    Question question = query.toUpstream();
    if (query.wish().asked()) {
      return lookup
          .find(question.with(query.edns().orElseThrow().getOptions()))
          .thenApply(answer -> Reply.of(answer, answer.ttl()));
    }
    return query.type() == Type.AAAA
        ? lookup.find(question.with(options(query.name()))).thenCompose(it -> steered(query, it))
        : lookup.find(question).thenApply(answer -> Reply.of(answer, answer.ttl()));
  }

  private List<EDNSOption> options(Name name) {
    List<EDNSOption> options = new ArrayList<>();
    options.add(Wish.option(Optional.ofNullable(chains.get(text(name)))));
    if (!application.isEmpty()) {
      options.add(Wish.application(application));
    }
    return options;
  }

  private static String text(Name name) {
    return name.canonicalize().toString(true);
  }

  private CompletionStage<Reply> steered(Query query, Answer answer) {
    Optional<ChainRecord> chain =
        answer
            .additional(ChainRecord.TYPE)
            .flatMap(record -> ChainRecord.parse(((UNKRecord) record).getData()));
    Reply reply = Reply.of(answer.without(ChainRecord.TYPE), answer.ttl());
    if (chain.isEmpty()) {
      return CompletableFuture.completedStage(reply);
    }
    long now = System.nanoTime();
    long until = now + NANOS * answer.secondsLeft(now);
    return steerer
        .steer(text(query.name()), addresses(answer), chain.get(), until)
        .thenApply(_ -> reply);
  }

  private static Set<Ipv6Address> addresses(Answer answer) {
    return answer.records().stream()
        .filter(AAAARecord.class::isInstance)
        .map(record -> ((AAAARecord) record).getAddress())
        .filter(Inet6Address.class::isInstance)
        .map(address -> Ipv6Address.from((Inet6Address) address))
        .collect(Collectors.toSet());
  }
}

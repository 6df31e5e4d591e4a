package org.srv6pipes.resolver.lookup;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Answers from the cache or from an upstream. Each question is under way once, however many ask it;
 * an upstream that does not answer is followed by the next. For any thread.
 */
public final class Lookup {
  private static final Logger LOG = LoggerFactory.getLogger(Lookup.class);

  /** How far a chain of aliases is followed that an upstream has left open. */
  private static final int MOST_ALIASES = 8;

  private final EventLoopGroup loops;
  private final AnswerCache cache;
  private final Map<Question, CompletableFuture<Answer>> underWay = new HashMap<>();
  private volatile Settings settings;

  /**
   * What may change while this works.
   *
   * @param upstreams in the order in which they are tried, one at least
   * @param patience how long each may take
   * @param most questions under way at once
   * @param cached answers that are kept
   */
  public record Settings(
      List<InetSocketAddress> upstreams, Duration patience, int most, int cached) {
    public Settings {
      upstreams = List.copyOf(upstreams);
    }
  }

  public Lookup(EventLoopGroup loops, Settings settings) {
    this.loops = loops;
    this.settings = settings;
    this.cache = new AnswerCache(settings.cached());
  }

  /** From now on so; other upstreams may answer otherwise, so then nothing is remembered. */
  public void change(Settings next) {
    boolean others = !next.upstreams().equals(settings.upstreams());
    settings = next;
    cache.resize(next.cached());
    if (others) {
      cache.clear();
    }
  }

  /** Completes with a {@link LookupException} when no upstream gives an answer. */
  public CompletionStage<Answer> find(Question question) {
    Optional<Answer> known = cache.find(question, System.nanoTime());
    return known.isPresent() ? CompletableFuture.completedStage(known.get()) : askOnce(question);
  }

  private CompletionStage<Answer> askOnce(Question question) {
    CompletableFuture<Answer> result = new CompletableFuture<>();
    synchronized (underWay) {
      CompletableFuture<Answer> same = underWay.get(question);
      if (same != null) {
        return same;
      }
      if (underWay.size() >= settings.most()) {
        return CompletableFuture.failedStage(
            new LookupException("too many questions are under way"));
      }
      underWay.put(question, result);
    }
    CompletionStage<Answer> _ =
        resolve(question)
            .whenComplete((answer, failure) -> conclude(question, result, answer, failure));
    return result;
  }

  private void conclude(
      Question question, CompletableFuture<Answer> result, Answer answer, Throwable failure) {
    synchronized (underWay) {
      underWay.remove(question);
    }
    if (failure == null) {
      cache.keep(question, answer);
      result.complete(answer);
    } else {
      result.completeExceptionally(failure);
    }
  }

  private CompletionStage<Answer> resolve(Question question) {
    EventLoop loop = loops.next();
    return ask(loop, question, settings, 0)
        .thenCompose(message -> follow(loop, question, message, 0))
        .thenApply(message -> Answer.of(message, System.nanoTime()));
  }

  private CompletionStage<Message> ask(
      EventLoop loop, Question question, Settings now, int attempt) {
    InetSocketAddress server = now.upstreams().get(attempt % now.upstreams().size());
    return Upstream.ask(loop, server, question, now.patience())
        .handle((answer, failure) -> next(loop, question, now, attempt, answer, failure))
        .thenCompose(stage -> stage);
  }

  /** Each upstream is asked twice at most; one that cannot answer is like one that does not. */
  private CompletionStage<Message> next(
      EventLoop loop,
      Question question,
      Settings now,
      int attempt,
      Message answer,
      Throwable failure) {
    boolean last = attempt + 1 >= 2 * now.upstreams().size();
    boolean useless = answer != null && answer.getHeader().getRcode() == Rcode.SERVFAIL;
    if (failure == null && (!useless || last)) {
      return CompletableFuture.completedStage(answer);
    }
    if (!last) {
      return ask(loop, question, now, attempt + 1);
    }
    LOG.debug("{} {}: {}", question.name(), Type.string(question.type()), failure.getMessage());
    return CompletableFuture.failedStage(failure);
  }

  /** Asks for what an alias leads to, where the upstream has not. */
  private CompletionStage<Message> follow(
      EventLoop loop, Question question, Message answer, int aliases) {
    Optional<Name> open = openAlias(question, answer);
    if (open.isEmpty() || aliases == MOST_ALIASES) {
      return CompletableFuture.completedStage(answer);
    }
    return ask(loop, question.about(open.get()), settings, 0)
        .thenCompose(further -> follow(loop, question, joined(answer, further), aliases + 1));
  }

  /** The end of a chain of aliases of which the answer says nothing more, not even no. */
  private static Optional<Name> openAlias(Question question, Message answer) {
    boolean closed =
        answer.getHeader().getRcode() != Rcode.NOERROR
            || question.type() == Type.CNAME
            || question.type() == Type.ANY
            || answer.getSection(Section.AUTHORITY).stream()
                .anyMatch(record -> record.getType() == Type.SOA);
    if (closed) {
      return Optional.empty();
    }
    Name end = endOfAliases(question.name(), answer.getSection(Section.ANSWER));
    boolean there =
        answer.getSection(Section.ANSWER).stream()
            .anyMatch(
                record -> record.getName().equals(end) && record.getType() == question.type());
    return there || end.equals(question.name()) ? Optional.empty() : Optional.of(end);
  }

  private static Name endOfAliases(Name start, List<Record> records) {
    Name end = start;
    for (int i = 0; i < records.size(); i++) {
      Name at = end;
      end =
          records.stream()
              .filter(record -> record instanceof CNAMERecord && record.getName().equals(at))
              .map(record -> ((CNAMERecord) record).getTarget())
              .findFirst()
              .orElse(at);
    }
    return end;
  }

  private static Message joined(Message aliases, Message rest) {
    Message joined = aliases.clone();
    joined.getHeader().setRcode(rest.getHeader().getRcode());
    rest.getSection(Section.ANSWER).forEach(it -> joined.addRecord(it, Section.ANSWER));
    rest.getSection(Section.AUTHORITY).forEach(it -> joined.addRecord(it, Section.AUTHORITY));
    return joined;
  }
}

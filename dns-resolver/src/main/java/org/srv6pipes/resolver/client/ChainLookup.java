package org.srv6pipes.resolver.client;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.srv6pipes.resolver.message.ChainRecord;
import org.srv6pipes.resolver.message.Wish;
import org.srv6pipes.wire.ChainText;
import org.srv6pipes.wire.Ipv6Address;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.UNKRecord;

/**
 * Asks a resolver which way to take:
 *
 * {@snippet :
 * ChainLookup lookup = new ChainLookup(new InetSocketAddress("2001:db8::53", 53), Duration.ofSeconds(5), "backup");
 * Destination destination = lookup.find("www.example.test", Optional.empty());
 * Channel channel = destination.connect(bootstrap, 80).sync().channel();
 * Socket socket = destination.open(80, Duration.ofSeconds(5)); // or so
 * }
 *
 * Its methods wait for the answer, so no event loop may call them.
 */
public final class ChainLookup {
  private static final int PAYLOAD_SIZE = 1232;

  private final InetSocketAddress resolver;
  private final Duration patience;
  private final String application;

  /**
   * @param application the name of this program for the resolver's policies; empty for none
   */
  public ChainLookup(InetSocketAddress resolver, Duration patience, String application) {
    this.resolver = resolver;
    this.patience = patience;
    this.application = application;
  }

  /**
   * The addresses of a name, and the proxies to take there.
   *
   * @param chain the functions that are wanted; none for what the policy says
   * @throws IOException if there is no answer or no address; the message says why
   */
  public Destination find(String name, Optional<ChainText> chain) throws IOException {
    Message answer = ask(Name.fromString(name, Name.root), Type.AAAA, chain);
    List<Ipv6Address> addresses = addresses(answer);
    if (addresses.isEmpty()) {
      throw new IOException(name + " has no IPv6 address");
    }
    Optional<ChainRecord> found = chain(answer, Section.ADDITIONAL);
    if (chain.isPresent() && found.isEmpty()) {
      throw new IOException(text() + " knows nothing of chains: it is not a srv6pipes resolver");
    }
    return new Destination(name, addresses, found, ttl(answer));
  }

  /**
   * The proxies for a chain, wherever the connection goes.
   *
   * @throws IOException if there is no answer; the message says why
   */
  public ChainRecord compose(ChainText chain) throws IOException {
    Message answer = ask(Name.root, ChainRecord.TYPE, Optional.of(chain));
    return chain(answer, Section.ANSWER)
        .orElseThrow(
            () ->
                new IOException(
                    text() + " knows nothing of chains: it is not a srv6pipes resolver"));
  }

  private Message ask(Name name, int type, Optional<ChainText> chain) throws IOException {
    List<EDNSOption> options = new ArrayList<>();
    options.add(Wish.option(chain));
    if (!application.isEmpty()) {
      options.add(Wish.application(application));
    }
    Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
    query.addRecord(new OPTRecord(PAYLOAD_SIZE, 0, 0, 0, options), Section.ADDITIONAL);
    SimpleResolver stub = new SimpleResolver(resolver);
    stub.setTimeout(patience);
    Message answer = send(stub, query);
    if (answer.getRcode() != Rcode.NOERROR) {
      throw new IOException(explanation(name, chain, answer.getRcode()));
    }
    return answer;
  }

  private Message send(SimpleResolver stub, Message query) throws IOException {
    try {
      return stub.send(query);
    } catch (IOException e) {
      String why = e.getMessage() == null ? "nothing listens there" : e.getMessage();
      throw new IOException(text() + " does not answer: " + why, e);
    }
  }

  private String explanation(Name name, Optional<ChainText> chain, int rcode) {
    String about = text() + " says of " + name.toString(true) + ": " + Rcode.string(rcode);
    return switch (rcode) {
      case Rcode.REFUSED ->
          about
              + ". Its policy denies it"
              + (chain.isEmpty() ? ", or this host may not ask" : ", or knows no such chain");
      case Rcode.SERVFAIL -> about + ". No upstream answers, or no proxy is up that is needed";
      default -> about;
    };
  }

  private String text() {
    return "resolver " + resolver.getAddress().getHostAddress();
  }

  private static List<Ipv6Address> addresses(Message answer) {
    return answer.getSection(Section.ANSWER).stream()
        .filter(AAAARecord.class::isInstance)
        .map(record -> ((AAAARecord) record).getAddress())
        .filter(Inet6Address.class::isInstance)
        .map(address -> Ipv6Address.from((Inet6Address) address))
        .toList();
  }

  private static Optional<ChainRecord> chain(Message answer, int section) {
    return answer.getSection(section).stream()
        .filter(record -> record.getType() == ChainRecord.TYPE)
        .findFirst()
        .flatMap(record -> ChainRecord.parse(((UNKRecord) record).getData()));
  }

  private static long ttl(Message answer) {
    return answer.getSection(Section.ANSWER).stream().mapToLong(Record::getTTL).min().orElse(0);
  }
}

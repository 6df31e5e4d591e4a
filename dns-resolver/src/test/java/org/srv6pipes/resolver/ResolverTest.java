package org.srv6pipes.resolver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.srv6pipes.resolver.message.BindingSidRecord;
import org.srv6pipes.resolver.message.ChainRecord;
import org.srv6pipes.resolver.message.Wish;
import org.srv6pipes.service.config.Config;
import org.srv6pipes.wire.ChainText;
import org.srv6pipes.wire.Ipv6Address;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.UNKRecord;

/** The whole role on the loopback, asked by a stub resolver of another library. */
@Timeout(60)
class ResolverTest {
  private static final String FUNCTIONS =
      """
      [{"name":"xor","number":43690,"inverse":"xor","inverseParameters":"same",
        "parameters":[{"name":"key","lowBit":0,"width":32,"kind":"hex","min":0,"max":4294967295,
                       "standard":0,"choices":[]}]}]
      """;

  private static final String PROXIES =
      """
      [health]
      interval = "0s"
      [proxies.p1]
      prefix = "fc00:1::/80"
      functions = "functions.json"
      [proxies.p2]
      prefix = "fc00:2::/80"
      functions = "functions.json"
      [[policies]]
      zones = ["secret.test"]
      action = "deny"
      [[policies]]
      names = ["one.test"]
      chain = "xor(1)"
      ttl = "20s"
      client-chains = false
      [[policies]]
      applications = ["backup"]
      zones = ["www.test"]
      chain = "xor(7)"
      [[policies]]
      zones = ["www.test"]
      chain = "xor(1) | xor(2)"
      ttl = "30s"
      """;

  @TempDir private Path folder;
  private final FakeUpstream upstream = new FakeUpstream();
  private Resolver resolver;
  private InetSocketAddress address;

  private void start(String... lines) throws Exception {
    resolver = Resolver.start(config(lines).value(), KnownProxies.read(config(lines)));
    address = resolver.addresses().getFirst();
  }

  private Config<ResolverConfig> config(String... lines) throws Exception {
    Files.writeString(folder.resolve("functions.json"), FUNCTIONS);
    String text =
        "listen = [\"[::1]:0\"]\nupstreams = [\"%s\"]\nupstream-timeout = \"300ms\"\n%s\n"
            .formatted(SocketAddresses.toText(upstream.address()), String.join("\n", lines));
    return ResolverConfig.SCHEMA.parse(folder.resolve("resolver.toml"), text);
  }

  @AfterEach
  void stop() {
    if (resolver != null) {
      resolver.stop();
    }
    upstream.close();
  }

  private Message ask(String name, int type, EDNSOption... options) throws IOException {
    return ask(query(name, type, options));
  }

  private Message ask(Message query) throws IOException {
    SimpleResolver stub = new SimpleResolver(address);
    stub.setTimeout(Duration.ofSeconds(10));
    return stub.send(query);
  }

  private static Message query(String name, int type, EDNSOption... options) throws IOException {
    Message query =
        Message.newQuery(Record.newRecord(Name.fromString(name, Name.root), type, DClass.IN));
    if (options.length > 0) {
      query.addRecord(new OPTRecord(4096, 0, 0, 0, options), Section.ADDITIONAL);
    }
    return query;
  }

  private static EDNSOption policysChain() {
    return Wish.option(Optional.empty());
  }

  private static List<String> answers(Message reply) {
    return reply.getSection(Section.ANSWER).stream().map(Record::rdataToString).toList();
  }

  private static Optional<ChainRecord> chain(Message reply) {
    return reply.getSection(Section.ADDITIONAL).stream()
        .filter(record -> record.getType() == ChainRecord.TYPE)
        .findFirst()
        .flatMap(record -> ChainRecord.parse(((UNKRecord) record).getData()));
  }

  private static List<Ipv6Address> sids(String... sids) {
    return Arrays.stream(sids).map(Ipv6Address::parse).toList();
  }

  @Test
  void shouldForwardAndThenAnswerFromItsCache() throws Exception {
    start();
    upstream.answer("www.test", Type.AAAA, "www.test. 60 AAAA 2001:db8::1");

    assertThat(answers(ask("www.test", Type.AAAA))).containsExactly("2001:db8:0:0:0:0:0:1");
    assertThat(answers(ask("WWW.test", Type.AAAA))).containsExactly("2001:db8:0:0:0:0:0:1");
    assertThat(upstream.count("www.test")).isOne();
  }

  @Test
  void shouldRepeatTheQuestionLetterByLetter() throws Exception {
    start();
    upstream.answer("www.test", Type.AAAA, "www.test. 60 AAAA 2001:db8::1");
    ask("www.test", Type.AAAA);

    Message reply = ask("wWw.TeSt", Type.AAAA);

    assertThat(reply.getQuestion().getName()).hasToString("wWw.TeSt.");
    assertThat(upstream.count("www.test")).isOne();
  }

  @Test
  void shouldKeepANegativeAnswerAsLongAsItsSoaSays() throws Exception {
    start();

    assertThat(ask("no.test", Type.AAAA).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    Message again = ask("no.test", Type.AAAA);

    assertThat(again.getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(again.getSection(Section.AUTHORITY)).hasSize(1);
    assertThat(upstream.count("no.test")).isOne();
  }

  @Test
  void shouldNotKeepWhatLivesNoTime() throws Exception {
    start();
    upstream.answer("now.test", Type.AAAA, "now.test. 0 AAAA 2001:db8::1");
    ask("now.test", Type.AAAA);
    ask("now.test", Type.AAAA);

    assertThat(upstream.count("now.test")).isEqualTo(2);
  }

  @Test
  void shouldFollowAliasesThatTheUpstreamLeavesOpen() throws Exception {
    start();
    upstream.answer("a.test", Type.AAAA, "a.test. 60 CNAME b.test.");
    upstream.answer("b.test", Type.AAAA, "b.test. 60 CNAME c.test.");
    upstream.answer("c.test", Type.AAAA, "c.test. 60 AAAA 2001:db8::c");

    assertThat(answers(ask("a.test", Type.AAAA)))
        .containsExactly("b.test.", "c.test.", "2001:db8:0:0:0:0:0:c");
  }

  @Test
  void shouldEndALoopOfAliases() throws Exception {
    start();
    upstream.answer("a.test", Type.AAAA, "a.test. 60 CNAME b.test.");
    upstream.answer("b.test", Type.AAAA, "b.test. 60 CNAME a.test.");

    assertThat(ask("a.test", Type.AAAA).getRcode()).isEqualTo(Rcode.NOERROR);
  }

  @Test
  void shouldCutWhatDoesNotFitAndSendAllOfItByTcp() throws Exception {
    start();
    String[] many = new String[100];
    Arrays.setAll(many, i -> "many.test. 60 AAAA 2001:db8::" + Integer.toHexString(i + 1));
    upstream.answer("many.test", Type.AAAA, many);
    SimpleResolver impatient = new SimpleResolver(address);
    impatient.setIgnoreTruncation(true);

    Message cut = impatient.send(query("many.test", Type.AAAA));

    assertThat(cut.getHeader().getFlag(Flags.TC)).isTrue();
    assertThat(cut.numBytes()).isLessThanOrEqualTo(512);
    assertThat(answers(ask("many.test", Type.AAAA))).hasSize(100);
  }

  @Test
  void shouldPassTheBitsOfDnssecOn() throws Exception {
    start();
    upstream.answer(
        "safe.test",
        Type.AAAA,
        reply -> {
          reply.getHeader().setFlag(Flags.AD);
          reply.addRecord(FakeUpstream.record("safe.test. 60 AAAA 2001:db8::1"), Section.ANSWER);
        });
    Message signed = query("safe.test", Type.AAAA);
    signed.getHeader().setFlag(Flags.CD);
    signed.addRecord(new OPTRecord(1232, 0, 0, 0x8000), Section.ADDITIONAL);

    Message reply = ask(signed);

    assertThat(reply.getHeader().getFlag(Flags.AD)).isTrue();
    assertThat(reply.getHeader().getFlag(Flags.CD)).isTrue();
    assertThat(reply.getOPT().getFlags()).isEqualTo(0x8000);
    assertThat(upstream.last().getHeader().getFlag(Flags.CD)).isTrue();
    assertThat(upstream.last().getOPT().getFlags()).isEqualTo(0x8000);
    assertThat(ask("safe.test", Type.AAAA).getHeader().getFlag(Flags.AD)).isFalse();
  }

  @Test
  void shouldTolerateACookie() throws Exception {
    start();
    upstream.answer("www.test", Type.AAAA, "www.test. 60 AAAA 2001:db8::1");

    Message reply = ask("www.test", Type.AAAA, new GenericEDNSOption(10, new byte[8]));

    assertThat(answers(reply)).hasSize(1);
  }

  @Test
  void shouldSayServerFailureWhenNoUpstreamAnswers() throws Exception {
    start();
    upstream.answer("mute.test", Type.AAAA, reply -> reply.getHeader().setRcode(Rcode.NOTIMP));

    assertThat(ask("mute.test", Type.AAAA).getRcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(upstream.count("mute.test")).isEqualTo(2);
  }

  @Test
  void shouldRefuseStrangersTransfersAndOtherClasses() throws Exception {
    start("allow-from = [\"127.0.0.0/8\"]");
    assertThat(ask("www.test", Type.AAAA).getRcode()).isEqualTo(Rcode.REFUSED);
    resolver.stop();

    start();
    Message chaos =
        Message.newQuery(
            Record.newRecord(Name.fromString("version.bind."), Type.TXT, DClass.CHAOS));
    assertThat(ask(chaos).getRcode()).isEqualTo(Rcode.REFUSED);
    assertThat(ask("test", Type.IXFR).getRcode()).isEqualTo(Rcode.REFUSED);
    assertThat(upstream.count("test")).isZero();
  }

  @Test
  void shouldRefuseAVersionOfEdnsThatItDoesNotKnow() throws Exception {
    start();
    Message query = query("www.test", Type.AAAA);
    query.addRecord(new OPTRecord(1232, 0, 1, 0), Section.ADDITIONAL);

    assertThat(ask(query).getRcode()).isEqualTo(Rcode.BADVERS);
  }

  @Test
  void shouldSendThoseAboveTheRateToTcp() throws Exception {
    start("rate-limit = \"1/s\"");
    upstream.answer("www.test", Type.AAAA, "www.test. 60 AAAA 2001:db8::1");
    SimpleResolver impatient = new SimpleResolver(address);
    impatient.setIgnoreTruncation(true);
    impatient.send(query("www.test", Type.AAAA));

    Message second = impatient.send(query("www.test", Type.AAAA));

    assertThat(second.getHeader().getFlag(Flags.TC)).isTrue();
    assertThat(answers(second)).isEmpty();
  }

  @Test
  void shouldNameTheProxiesToThoseWhoAskAndNotToOthers() throws Exception {
    start(PROXIES);
    upstream.answer("www.test", Type.AAAA, "www.test. 3600 AAAA 2001:db8::1");

    Message plain = ask("www.test", Type.AAAA);
    Message chained = ask("www.test", Type.AAAA, policysChain());

    assertThat(chain(plain)).isEmpty();
    assertThat(plain.getSection(Section.ANSWER).getFirst().getTTL()).isEqualTo(30);
    assertThat(chain(chained))
        .contains(
            new ChainRecord(
                0,
                sids("fc00:1::aaaa:0:1", "fc00:2::aaaa:0:2"),
                sids("fc00:1::aaaa:0:1", "fc00:2::aaaa:0:2")));
    assertThat(answers(chained)).isEqualTo(answers(plain));
  }

  @Test
  void shouldHaveTheSameAsARecordAndAsText() throws Exception {
    start(PROXIES);

    assertThat(answers(ask("_srv6pipes.www.test", Type.TXT)))
        .containsExactly(
            "\"v=srv6pipes1 forward=fc00:1::aaaa:0:1,fc00:2::aaaa:0:2"
                + " return=fc00:1::aaaa:0:1,fc00:2::aaaa:0:2\"");
    assertThat(ask("www.test", ChainRecord.TYPE).getSection(Section.ANSWER)).hasSize(1);
    assertThat(upstream.count("_srv6pipes.www.test")).isZero();
  }

  @Test
  void shouldComposeTheChainThatAClientWantsWhereItMay() throws Exception {
    start(PROXIES);
    upstream.answer("other.test", Type.AAAA, "other.test. 3600 AAAA 2001:db8::1");
    EDNSOption wanted = Wish.option(Optional.of(ChainText.parse("xor(9)")));
    EDNSOption impossible = Wish.option(Optional.of(ChainText.parse("rot13")));

    assertThat(chain(ask("other.test", Type.AAAA, wanted)).orElseThrow().forward())
        .isEqualTo(sids("fc00:1::aaaa:0:9"));
    assertThat(chain(ask("other.test", Type.AAAA, policysChain()))).isEmpty();
    assertThat(ask("one.test", Type.AAAA, wanted).getRcode()).isEqualTo(Rcode.REFUSED);
    assertThat(ask("other.test", Type.AAAA, impossible).getRcode()).isEqualTo(Rcode.REFUSED);
  }

  @Test
  void shouldAnswerSoftwareResolvedNetworksAsTheyWere() throws Exception {
    start(PROXIES);
    upstream.answer("www.test", Type.AAAA, "www.test. 3600 AAAA 2001:db8::1");
    EDNSOption backup = new GenericEDNSOption(Wish.APPLICATION, "backup".getBytes(UTF_8));

    Record binding =
        ask("www.test", Type.AAAA, backup).getSection(Section.ADDITIONAL).stream()
            .filter(record -> record.getType() == BindingSidRecord.TYPE)
            .findFirst()
            .orElseThrow();

    assertThat(binding.getTTL()).isZero();
    assertThat(BindingSidRecord.parse(((UNKRecord) binding).getData()).bindingSid())
        .isEqualTo(Ipv6Address.parse("fc00:1::aaaa:0:7"));
  }

  @Test
  void shouldRefuseWhereThePolicyDenies() throws Exception {
    start(PROXIES);

    assertThat(ask("very.secret.test", Type.AAAA).getRcode()).isEqualTo(Rcode.REFUSED);
    assertThat(upstream.count("very.secret.test")).isZero();
  }

  @Test
  void shouldAnswerByAnotherConfigurationAfterAReload() throws Exception {
    start(PROXIES);
    upstream.answer("www.test", Type.AAAA, "www.test. 3600 AAAA 2001:db8::1");
    assertThat(chain(ask("www.test", Type.AAAA, policysChain()))).isPresent();

    Config<ResolverConfig> without = config();
    resolver.reload(without.value(), KnownProxies.read(without));

    assertThat(chain(ask("www.test", Type.AAAA, policysChain()))).isEmpty();
    assertThat(upstream.count("www.test")).isOne();
  }

  @Test
  void shouldLoseNoQueryWhileItReloads() throws Exception {
    start(PROXIES);
    upstream.answer("www.test", Type.AAAA, "www.test. 3600 AAAA 2001:db8::1");
    SimpleResolver stub = new SimpleResolver(address);
    Config<ResolverConfig> same = config(PROXIES);
    for (int round = 0; round < 20; round++) {
      List<CompletableFuture<Message>> asked = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        Message query = query("www.test", Type.AAAA, policysChain());
        asked.add(stub.sendAsync(query).toCompletableFuture());
      }
      resolver.reload(same.value(), KnownProxies.read(same));
      for (CompletableFuture<Message> one : asked) {
        assertThat(chain(one.get(10, TimeUnit.SECONDS))).isPresent();
      }
    }
  }

  @Test
  void shouldNotAnswerWhatIsNoQuery() throws Exception {
    start();
    upstream.answer("www.test", Type.AAAA, "www.test. 60 AAAA 2001:db8::1");
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(address);
      Message response = query("www.test", Type.AAAA);
      response.getHeader().setFlag(Flags.QR);
      byte[] first = response.toWire();
      byte[] second = query("www.test", Type.AAAA).toWire();
      socket.send(new DatagramPacket(first, first.length));
      socket.send(new DatagramPacket(new byte[3], 3));
      socket.send(new DatagramPacket(second, second.length));
      socket.setSoTimeout(10_000);
      DatagramPacket reply = new DatagramPacket(new byte[512], 512);
      socket.receive(reply);

      assertThat(Arrays.copyOf(reply.getData(), 2)).isEqualTo(Arrays.copyOf(second, 2));
    }
  }
}

package org.srv6pipes.resolver.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;
import org.srv6pipes.resolver.lookup.Answer;
import org.srv6pipes.resolver.message.Wish;
import org.srv6pipes.service.config.Rate;
import org.srv6pipes.wire.ChainText;
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
import org.xbill.DNS.Type;

/** Whatever arrives, there is one reply at most, and a strict reader understands it. */
class QueryFuzzTest {
  private static final int FEW = 50_000;

  private final Answering answering =
      new Answering(
          new Answering.Rules(
              new Admission(List.of(AddressBlock.parse("::/0")), Rate.perSecond(0)),
              query -> CompletableFuture.completedStage(echo(query)),
              1232));

  private static Reply echo(Query query) {
    Message answer = new Message(0);
    answer.addRecord(query.question(), Section.QUESTION);
    answer.addRecord(
        Record.newRecord(query.name(), Type.AAAA, DClass.IN, 60, new byte[16]), Section.ANSWER);
    return Reply.of(Answer.of(answer, System.nanoTime()), 30);
  }

  static Iterable<byte[]> queries() {
    return List.of(
        query(),
        query(Wish.option(Optional.of(ChainText.parse("zstd-compress(3) | zstd-decompress")))),
        query(
            Wish.application("backup"),
            new GenericEDNSOption(Wish.BANDWIDTH, new byte[4]),
            new GenericEDNSOption(10, "12345678".getBytes(UTF_8))));
  }

  private static byte[] query(EDNSOption... options) {
    Message query =
        Message.newQuery(
            Record.newRecord(Name.fromConstantString("www.example.test."), Type.AAAA, DClass.IN));
    query.addRecord(new OPTRecord(1232, 0, 0, 0x8000, options), Section.ADDITIONAL);
    return query.toWire();
  }

  @MethodSource("queries")
  @FuzzTest(maxDuration = "20s")
  void shouldAnswerOrDrop(byte[] octets) throws IOException {
    answerOrDrop(octets);
  }

  /** Found by fuzzing: where it points there is something else in the reply. */
  @Test
  void shouldDropOrRefuseAQuestionThatPointsIntoTheHeader() throws IOException {
    byte[] query = query();
    query[12] = (byte) 0xc0;
    query[13] = 3;
    assertThat(answerOrDrop(query)).isFalse();
    byte[] pointing = HexFormat.of().parseHex("50d501000001000000000000c003001c0001");
    assertThat(answerOrDrop(pointing)).isFalse();
  }

  /**
   * Queries with a few octets changed, cut off or put in. In full, a million of them: {@code
   * -Ddns.fuzz=1000000}.
   */
  @Test
  void shouldAnswerOrDropWhatHasBeenAltered() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    queries().forEach(seeds::add);
    Random random = new Random(65281);
    int answered = 0;
    for (int i = 0; i < Integer.getInteger("dns.fuzz", FEW); i++) {
      byte[] altered = altered(seeds.get(random.nextInt(seeds.size())), random);
      answered += answerOrDrop(altered) ? 1 : 0;
    }
    assertThat(answered).isPositive();
  }

  private static byte[] altered(byte[] seed, Random random) {
    int length = random.nextInt(4) == 0 ? random.nextInt(seed.length + 40) : seed.length;
    byte[] altered = Arrays.copyOf(seed, length);
    for (int i = random.nextInt(4); i >= 0 && length > 0; i--) {
      altered[random.nextInt(length)] = (byte) random.nextInt(0x100);
    }
    return altered;
  }

  private boolean answerOrDrop(byte[] octets) throws IOException {
    List<byte[]> replies = new ArrayList<>();
    answering.answer(octets, InetAddress.getLoopbackAddress(), false, replies::add);
    answering.answer(octets, InetAddress.getLoopbackAddress(), true, replies::add);

    assertThat(replies.size()).isIn(0, 2);
    for (byte[] reply : replies) {
      Message read = new Message(reply);
      assertThat(read.getHeader().getFlag(Flags.QR)).isTrue();
      assertThat(reply).startsWith(octets[0], octets[1]);
    }
    return !replies.isEmpty() && (replies.getFirst()[3] & 0x0f) == Rcode.NOERROR;
  }
}

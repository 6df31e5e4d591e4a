package org.srv6pipes.resolver.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.srv6pipes.resolver.FakeUpstream;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class AnswerTest {
  private static final long NOW = 1_000_000_000_000L;
  private static final Record QUESTION =
      Record.newRecord(Name.fromConstantString("a.test."), Type.AAAA, DClass.IN);

  private static Message message(int rcode, List<String> answers, List<String> authority) {
    Message message = new Message(0);
    message.getHeader().setRcode(rcode);
    message.addRecord(QUESTION, Section.QUESTION);
    answers.forEach(it -> message.addRecord(FakeUpstream.record(it), Section.ANSWER));
    authority.forEach(it -> message.addRecord(FakeUpstream.record(it), Section.AUTHORITY));
    message.addRecord(new OPTRecord(4096, 0, 0), Section.ADDITIONAL);
    return message;
  }

  private static Answer answer(String... records) {
    return Answer.of(message(Rcode.NOERROR, List.of(records), List.of()), NOW);
  }

  private static long after(long seconds) {
    return NOW + TimeUnit.SECONDS.toNanos(seconds);
  }

  /** The times to live, as a client reads them. */
  private static List<Long> ttls(Answer answer, long most, long now) throws Exception {
    byte[] octets = message(Rcode.NOERROR, List.of(), List.of()).toWire();
    ByteBuffer question = ByteBuffer.wrap(octets, Header.LENGTH, answer.questionLength());
    ByteBuffer out = ByteBuffer.allocate(answer.length());
    out.putShort((short) 0).putShort((short) 0x8000).putShort((short) 1);
    out.putShort((short) answer.count(Section.ANSWER));
    out.putShort((short) answer.count(Section.AUTHORITY));
    out.putShort((short) answer.count(Section.ADDITIONAL));
    answer.writeTo(out, question, most, now);
    Message read = new Message(out.array());
    return read.getSection(Section.ANSWER).stream().map(Record::getTTL).toList();
  }

  @Test
  void shouldLiveAsLongAsItsShortestRecord() {
    Answer answer = answer("a.test. 60 CNAME b.test.", "b.test. 20 AAAA 2001:db8::1");

    assertThat(answer.ttl()).isEqualTo(20);
    assertThat(answer.isFresh(after(19))).isTrue();
    assertThat(answer.isFresh(after(20))).isFalse();
    assertThat(answer.secondsLeft(after(5))).isEqualTo(15);
  }

  @Test
  void shouldCountEveryTimeToLiveDownAndBoundIt() throws Exception {
    Answer answer = answer("a.test. 60 CNAME b.test.", "b.test. 20 AAAA 2001:db8::1");

    assertThat(ttls(answer, 1000, NOW)).containsExactly(60L, 20L);
    assertThat(ttls(answer, 1000, after(15))).containsExactly(45L, 5L);
    assertThat(ttls(answer, 30, after(15))).containsExactly(30L, 5L);
    assertThat(ttls(answer, 1000, after(50))).containsExactly(10L, 0L);
  }

  @Test
  void shouldKeepThatThereIsNothingAsLongAsTheSoaSays() {
    String soa = "test. 300 SOA ns.test. admin.test. 1 2 3 4 120";

    assertThat(Answer.of(message(Rcode.NXDOMAIN, List.of(), List.of(soa)), NOW).ttl())
        .isEqualTo(120);
    assertThat(Answer.of(message(Rcode.NOERROR, List.of(), List.of(soa)), NOW).ttl())
        .isEqualTo(120);
    assertThat(Answer.of(message(Rcode.NXDOMAIN, List.of(), List.of()), NOW).ttl()).isZero();
  }

  @Test
  void shouldNotKeepAFailure() {
    Message failure = message(Rcode.SERVFAIL, List.of("a.test. 60 AAAA 2001:db8::1"), List.of());

    assertThat(Answer.of(failure, NOW).ttl()).isZero();
  }

  @Test
  void shouldForgetWhatWasAskedLongestAgo() {
    AnswerCache cache = new AnswerCache(2);
    List<Question> questions =
        Stream.of("one.", "two.", "three.")
            .map(name -> Question.of(Name.fromConstantString(name), Type.AAAA))
            .toList();
    Answer answer = answer("a.test. 60 AAAA 2001:db8::1");
    cache.keep(questions.get(0), answer);
    cache.keep(questions.get(1), answer);
    assertThat(cache.find(questions.get(0), NOW)).isPresent();
    cache.keep(questions.get(2), answer);

    assertThat(cache.find(questions.get(1), NOW)).isEmpty();
    assertThat(cache.find(questions.get(0), NOW)).isPresent();
    assertThat(cache.find(questions.get(0), after(60))).isEmpty();
    assertThat(cache.size()).isOne();
  }
}

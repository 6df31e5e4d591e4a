package org.srv6pipes.dist.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class LogLayoutTest {

  private static String line(boolean forJournal, String logger, Consumer<Logger> saying) {
    LoggerContext context = new LoggerContext();
    ListAppender<ILoggingEvent> events = new ListAppender<>();
    events.start();
    ch.qos.logback.classic.Logger speaker = context.getLogger(logger);
    speaker.setLevel(Level.TRACE);
    speaker.addAppender(events);
    saying.accept(speaker);
    return new LogLayout(forJournal).doLayout(events.list.getFirst());
  }

  @Test
  void shouldWriteTimeLevelRoomMessageAndPairs() {
    String line =
        line(
            false,
            "org.srv6pipes.proxy.syn.Admission",
            log ->
                log.atInfo()
                    .addKeyValue("flow", 7)
                    .addKeyValue("why", "no such function")
                    .log("refused {}", "xro"));

    assertThat(line)
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO proxy: .*\n")
        .endsWith("Z INFO proxy: refused xro flow=7 why=\"no such function\"\n");
  }

  @Test
  void shouldLeaveTheTimeToTheJournalAndTellItThePriority() {
    assertThat(line(true, "org.srv6pipes.proxy.X", log -> log.error("no")))
        .isEqualTo("<3>proxy: no\n");
    assertThat(line(true, "org.srv6pipes.proxy.X", log -> log.warn("hm")))
        .isEqualTo("<4>proxy: hm\n");
    assertThat(line(true, "org.srv6pipes.proxy.X", log -> log.info("so")))
        .isEqualTo("<6>proxy: so\n");
    assertThat(line(true, "org.srv6pipes.proxy.X", log -> log.debug("ah")))
        .isEqualTo("<7>proxy: ah\n");
  }

  @Test
  void shouldKeepOneLineWhateverTheNetworkSends() {
    String line =
        line(
            true,
            "org.srv6pipes.proxy.X",
            log -> log.atInfo().addKeyValue("name", "a\"b\nc").log("x\n<0>fake\u001b[2J"));

    assertThat(line).isEqualTo("<6>proxy: x\\x0a<0>fake\\x1b[2J name=\"a\\\"b\\x0ac\"\n");
  }

  @Test
  void shouldShowWhereAnExceptionComesFrom() {
    assertThat(
            line(true, "io.netty.X", log -> log.warn("odd", new IllegalStateException("inside"))))
        .startsWith("<4>io.netty.X: odd\njava.lang.IllegalStateException: inside\n")
        .contains("\tat org.srv6pipes.dist.log.LogLayoutTest");
  }
}

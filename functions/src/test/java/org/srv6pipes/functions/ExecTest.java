package org.srv6pipes.functions;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.srv6pipes.function.FunctionException;
import org.srv6pipes.function.FunctionPlan;
import org.srv6pipes.function.FunctionProvider;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.function.Problems;
import org.srv6pipes.function.testkit.FunctionConformance;
import org.srv6pipes.function.testkit.Samples;
import org.srv6pipes.function.testkit.TestHost;

class ExecTest extends FunctionConformance {

  @Override
  protected FunctionProvider provider() {
    return new ExecProvider();
  }

  @Override
  protected Map<String, ?> configuration() {
    return command(Map.of("run", List.of("tr", "a-z", "A-Z")));
  }

  @Override
  protected List<byte[]> samples() {
    return List.of(new byte[0], Samples.text(40), Samples.text(300_000));
  }

  @Override
  protected void judge(byte[] input, byte[] output) {
    String expected = new String(input, US_ASCII).toUpperCase(Locale.ROOT);
    assertThat(new String(output, US_ASCII)).isEqualTo(expected);
  }

  @Test
  void shouldAnswerEveryByteAtOnceWhenTheProgramDoes() throws Exception {
    try (TestHost host = host("cat")) {
      for (int i = 1; i <= 100; i++) {
        host.write("x").flush().awaitOutput(i);
      }
      assertThat(host.end().text()).isEqualTo("x".repeat(100));
    }
  }

  @Test
  void shouldDeliverWhatComesAfterTheInputHasEnded() throws Exception {
    try (TestHost host = host("sort")) {
      assertThat(host.write("dogs\ncats\n").end().text()).isEqualTo("cats\ndogs\n");
    }
  }

  @Test
  void shouldLeaveUnreadWhatAProgramDoesNotWant() throws Exception {
    try (TestHost host = host("head", "-c", "5")) {
      assertThat(host.write(Samples.text(1_000_000)).end().output()).hasSize(5);
    }
  }

  @Test
  void shouldResetTheFlowWhenTheProgramFails() throws Exception {
    assertFails("false ended with exit code 1", () -> host("false").end());
    assertFails("exit code 137", () -> shell("kill -9 $$").end());
  }

  @Test
  void shouldPassStandardErrorOnToTheLog() throws Exception {
    try (TestHost host = shell("echo 'it hurts' >&2; exit 3")) {
      assertFails("exit code 3", host::end);
      assertThat(host.flow().warnings()).containsExactly("/bin/sh: it hurts");
    }
  }

  /** Every test JVM is root of its own namespaces: without care the program would be, too. */
  @Test
  void shouldGiveTheProgramNoCapabilityThoughItRunsAsRoot() throws Exception {
    try (TestHost host = host("grep", "Cap", "/proc/self/status")) {
      assertThat(host.end().text().lines())
          .hasSize(5)
          .allMatch(line -> line.endsWith("\t0000000000000000"));
    }
  }

  @Test
  void shouldTellTheProgramWhomItServesAndNothingElse() throws Exception {
    try (TestHost host = host("env")) {
      assertThat(host.end().text().lines())
          .containsExactlyInAnyOrder(
              "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
              "SRV6PIPES_CLIENT=[fd00:c:0:0:0:0:0:1]:40000",
              "SRV6PIPES_SERVER=[fd00:5:0:0:0:0:0:1]:80",
              "SRV6PIPES_DIRECTION=forward",
              "SRV6PIPES_SID=fc00:1:0:0:0:1:0:0");
    }
  }

  @Test
  void shouldGiveTheProgramNoPrivilegesToInherit() throws Exception {
    try (TestHost host = host("cat", "/proc/self/status")) {
      assertThat(host.end().text())
          .contains("NoNewPrivs:\t1")
          .contains("CapInh:\t0000000000000000")
          .contains("CapAmb:\t0000000000000000");
    }
  }

  @Test
  void shouldLimitTime() throws Exception {
    try (TestHost host =
        new TestHost(plan(Map.of("run", List.of("sleep", "60"), "time-limit", "1m")))) {
      host.advance(Duration.ofSeconds(59));
      assertFails("time-limit", () -> host.advance(Duration.ofSeconds(1)));
    }
  }

  @Test
  void shouldLimitMemory() throws Exception {
    Map<String, ?> greedy =
        Map.of("shell", "head -c 200000000 /dev/zero | tail -1", "memory-limit", "100MiB");
    try (TestHost host = new TestHost(plan(greedy))) {
      assertFails("exit code", host::end);
      assertThat(host.flow().warnings()).anyMatch(line -> line.contains("memory exhausted"));
    }
  }

  @Test
  void shouldLimitTheNumberOfPrograms() throws Exception {
    Map<String, Object> configuration = new HashMap<>(command(Map.of("run", List.of("cat"))));
    configuration.put("max-processes", 1L);
    FunctionPlan plan = plan(configuration, 1);
    TestHost first = new TestHost(plan);

    assertFails("max-processes", () -> new TestHost(plan));

    first.end().close();
    awaitRoom(plan).close();
  }

  /** Room is made when the program is gone, which nobody waits for. */
  private static TestHost awaitRoom(FunctionPlan plan) throws FunctionException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (true) {
      try {
        return new TestHost(plan);
      } catch (FunctionException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void shouldKillTheProgramAndItsChildrenWithTheFlow() throws Exception {
    List<ProcessHandle> programs;
    try (TestHost host = shell("sleep 1000 & sleep 1000 & echo started; wait")) {
      host.awaitOutput("started\n".length());
      programs = ProcessHandle.current().descendants().toList();
      assertThat(programs).hasSizeGreaterThanOrEqualTo(3);
    }
    for (ProcessHandle program : programs) {
      program.onExit().get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void shouldReportCommandsThatCannotRun() {
    Problems problems = new Problems();
    Map<String, ?> commands =
        Map.of(
            "1", Map.of(),
            "2", Map.of("run", List.of("cat"), "shell", "cat"),
            "3", Map.of("run", List.of("no-such-program")));

    Plans.factory(new ExecProvider(), Map.of("commands", commands), problems);

    assertThat(problems.toString().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("commands.1.run: one of"),
            line -> assertThat(line).startsWith("commands.2.run: one of"),
            line -> assertThat(line).startsWith("commands.3.run: there is no program no-such"));
  }

  private static void assertFails(String reason, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(FunctionException.class).hasMessageContaining(reason);
  }

  private static TestHost host(String... words) throws FunctionException {
    return new TestHost(plan(Map.of("run", List.of(words))));
  }

  private static TestHost shell(String line) throws FunctionException {
    return new TestHost(plan(Map.of("shell", line)));
  }

  private static FunctionPlan plan(Map<String, ?> command) {
    return plan(command(command), 1);
  }

  private static FunctionPlan plan(Map<String, ?> configuration, int number) {
    return Plans.factory(new ExecProvider(), configuration)
        .plan(new Parameters(number), new Problems());
  }

  private static Map<String, ?> command(Map<String, ?> command) {
    return Map.of("commands", Map.of("1", command));
  }
}

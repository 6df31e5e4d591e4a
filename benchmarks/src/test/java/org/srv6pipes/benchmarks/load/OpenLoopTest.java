package org.srv6pipes.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.srv6pipes.benchmarks.engine.Engine;
import org.srv6pipes.benchmarks.engine.Way;
import org.srv6pipes.benchmarks.experiment.LoadSpec;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.wire.Ipv6Address;

@NamespaceTest
final class OpenLoopTest {

  private static final Duration WHILE = Duration.ofSeconds(2);
  private static final Duration IN_TIME = Duration.ofSeconds(1);
  private static final double RATE = 50;

  private final Lab lab = Lab.line("client", "server");
  private final Host client = lab.host("client");
  private final Engine engine = new Direct(lab.host("server").address());

  @AfterEach
  void end() {
    lab.close();
  }

  /** Nothing stands between client and server. */
  private record Direct(Ipv6Address target) implements Engine {
    @Override
    public List<HostProcess> processes() {
      return List.of();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldAskAtTheRateThatItWasTold(boolean keepAlive) throws IOException {
    try (ServerSocket server = serve(Duration.ZERO)) {
      OpenLoop.Offered offered = offer(spec(4, keepAlive));

      assertThat((double) offered.offered()).isCloseTo(RATE * WHILE.toSeconds(), within(5.0));
      assertThat(offered.deliveredShare()).isGreaterThan(0.9);
      assertThat(server.isClosed()).isFalse();
    }
  }

  @Test
  void shouldCountFromTheTimeThatARequestShouldHaveBeenSent() throws IOException {
    Duration pause = Duration.ofMillis(100);
    try (ServerSocket server = serve(pause)) {
      Answers answers = offer(spec(1, true)).answers();

      // Every 20 ms one is due and every 100 ms one is answered: the last is 1.6 s late.
      assertThat(answers.latency().orElseThrow().p50()).isGreaterThan(pause.multipliedBy(4));
      assertThat(answers.errors()).as("later than a second").isPositive();
      assertThat(server.isClosed()).isFalse();
    }
  }

  @Test
  void shouldEndWhenNothingIsAnsweredAndCountAllOfIt() throws IOException {
    try (ServerSocket server = serve(Duration.ofMinutes(1))) {
      long begun = System.nanoTime();
      OpenLoop.Offered offered = offer(spec(2, true));

      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(WHILE.multipliedBy(10));
      assertThat((double) offered.offered()).isCloseTo(RATE * WHILE.toSeconds(), within(5.0));
      assertThat(offered.answers().errors()).isEqualTo(offered.offered());
      assertThat(offered.answers().latency().orElseThrow().p50())
          .as("nobody knows, but not less")
          .isGreaterThanOrEqualTo(IN_TIME);
      assertThat(server.isClosed()).isFalse();
    }
  }

  @Test
  void shouldEndATrialWhenMoreIsMissedThanMayBe() throws IOException {
    try (ServerSocket server = serve(Duration.ofMinutes(1))) {
      OpenLoop loop = new OpenLoop(spec(4, true), Duration.ofMillis(200));
      long begun = System.nanoTime();
      OpenLoop.Offered offered = loop.offer(client, engine, RATE, Duration.ofMinutes(5), 0);

      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
      assertThat(offered.deliveredShare()).isZero();
      assertThat(server.isClosed()).isFalse();
    }
  }

  @Test
  void shouldFindOutHowMuchIsAnswered() throws IOException {
    try (ServerSocket server = serve(Duration.ofMillis(50))) {
      OpenLoop loop = new OpenLoop(spec(2, true), IN_TIME);

      assertThat(loop.capacity(client, engine, WHILE)).isBetween(4.0, 41.0);
      assertThat(server.isClosed()).isFalse();
    }
  }

  @Test
  void shouldFindTheLargestRateOfAnEngineThatServesOneAfterAnother() throws IOException {
    try (ServerSocket server = serve(Duration.ofMillis(10), new Semaphore(1))) {
      LargestRate search = new LargestRate(spec(4, true));
      search.prepare(client, engine, WHILE);
      Answers answers = search.run(client, engine, WHILE);

      // At most 100 in a second; a tenth more is 0.2 s late at the end of a trial.
      assertThat(answers.requests() / answers.seconds()).isBetween(60.0, 112.0);
      assertThat(server.isClosed()).isFalse();
    }
  }

  private OpenLoop.Offered offer(LoadSpec spec) {
    return new OpenLoop(spec, IN_TIME).offer(client, engine, RATE, WHILE);
  }

  private static LoadSpec spec(int connections, boolean keepAlive) {
    return new LoadSpec(
        LoadSpec.Kind.OPEN_LOOP, 2, connections, keepAlive, 50, Optional.empty(), false);
  }

  private ServerSocket serve(Duration pause) {
    return serve(pause, new Semaphore(1_000));
  }

  private ServerSocket serve(Duration pause, Semaphore turns) {
    ServerSocket server =
        lab.host("server").call(() -> new ServerSocket(Way.PORT, 50, engine.target().toInet()));
    Thread.ofPlatform().daemon().start(() -> acceptAll(server, pause, turns));
    return server;
  }

  private static void acceptAll(ServerSocket server, Duration pause, Semaphore turns) {
    while (true) {
      try {
        Socket connection = server.accept();
        Thread.ofPlatform().daemon().start(() -> answer(connection, pause, turns));
      } catch (IOException closed) {
        return;
      }
    }
  }

  /** Each request comes in one piece, as small as it is. */
  private static void answer(Socket connection, Duration pause, Semaphore turns) {
    byte[] answer =
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII);
    try (connection) {
      while (connection.getInputStream().read(new byte[1024]) > 0) {
        turns.acquireUninterruptibly();
        try {
          pass(pause);
        } finally {
          turns.release();
        }
        connection.getOutputStream().write(answer);
      }
    } catch (IOException e) {
      // The client sees it.
    }
  }

  private static void pass(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }
}

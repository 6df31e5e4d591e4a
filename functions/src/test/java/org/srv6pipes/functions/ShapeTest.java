package org.srv6pipes.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.srv6pipes.function.FunctionProvider;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.function.Problems;
import org.srv6pipes.function.Status;
import org.srv6pipes.function.StreamFunction;
import org.srv6pipes.function.testkit.FunctionConformance;
import org.srv6pipes.function.testkit.TestFlow;
import org.srv6pipes.function.testkit.TestHost;

class ShapeTest extends FunctionConformance {

  private static final int MEGABYTE = 1_000_000;

  @Override
  protected FunctionProvider provider() {
    return new ShapeProvider();
  }

  @Override
  protected void judge(byte[] input, byte[] output) {
    assertThat(output).isEqualTo(input);
  }

  @Test
  void shouldTakeTheTimeThatTheRateDemands() throws Exception {
    for (long rate : new long[] {1, 1_000, 5L * MEGABYTE, 1_000L * MEGABYTE}) {
      int length = (int) Math.min(10L * MEGABYTE, 10 * rate);
      try (TestHost host = host(rate)) {
        long start = host.flow().nanoTime();
        host.write(new byte[length]);
        double seconds = (host.flow().nanoTime() - start) / 1e9;
        double burst = Math.max(0.05, 1.0 / rate);
        assertThat(seconds)
            .as("%d bytes at %d bytes/s", length, rate)
            .isCloseTo(Math.max(0, (double) length / rate - burst), within(0.001 + 1.0 / rate));
      }
    }
  }

  @Test
  void shouldLetABurstThroughAtOnceAndNoMore() throws Exception {
    TestFlow flow = new TestFlow(Parameters.DEFAULTS);
    try (StreamFunction shape = plan().create(flow)) {
      ByteBuffer in = ByteBuffer.allocateDirect(MEGABYTE);
      ByteBuffer out = ByteBuffer.allocateDirect(MEGABYTE);

      assertThat(shape.process(in, out)).isEqualTo(Status.WAIT);
      assertThat(out.position()).isEqualTo(MEGABYTE / 20);
      assertThat(in.position()).isEqualTo(out.position());
    }
  }

  @Test
  void shouldNotSaveUpMoreThanABurstWhileNothingComes() throws Exception {
    try (TestHost host = host(MEGABYTE)) {
      host.write(new byte[100]).advance(Duration.ofHours(1));
      long start = host.flow().nanoTime();
      host.write(new byte[MEGABYTE]);
      assertThat(Duration.ofNanos(host.flow().nanoTime() - start))
          .isBetween(Duration.ofMillis(949), Duration.ofMillis(951));
    }
  }

  @Test
  void shouldTakeTheBurstFromTheConfiguration() throws Exception {
    Map<String, ?> configuration = Map.of("burst", "1s");
    var plan =
        Plans.factory(new ShapeProvider(), configuration).plan(Parameters.DEFAULTS, new Problems());
    try (TestHost host = new TestHost(plan)) {
      long start = host.flow().nanoTime();
      host.write(new byte[MEGABYTE]);
      assertThat(host.flow().nanoTime()).isEqualTo(start);
    }
  }

  private static TestHost host(long rate) throws Exception {
    return new TestHost(Plans.of(new ShapeProvider(), (int) rate));
  }
}

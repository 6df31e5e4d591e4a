package org.srv6pipes.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.srv6pipes.function.FunctionProvider;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.function.StreamFunction;
import org.srv6pipes.function.testkit.FunctionConformance;
import org.srv6pipes.function.testkit.TestFlow;
import org.srv6pipes.function.testkit.TestHost;

class MeterTest extends FunctionConformance {

  @Override
  protected FunctionProvider provider() {
    return new MeterProvider();
  }

  @Override
  protected void judge(byte[] input, byte[] output) {
    assertThat(output).isEqualTo(input);
  }

  @Test
  void shouldNoteTheRateOfEachWindowAndTheHighest() throws Exception {
    try (TestHost host = new TestHost(plan())) {
      host.write(new byte[8_000]).advance(Duration.ofMillis(500)).write(new byte[2_000]);
      assertThat(host.flow().notes()).isEmpty();

      host.advance(Duration.ofMillis(500));
      assertThat(host.flow().notes())
          .isEqualTo(Map.of("bytes-per-second", 10_000L, "peak-bytes-per-second", 10_000L));

      host.write(new byte[100]).advance(Duration.ofSeconds(1));
      assertThat(host.flow().notes())
          .isEqualTo(Map.of("bytes-per-second", 100L, "peak-bytes-per-second", 10_000L));

      host.advance(Duration.ofSeconds(1));
      assertThat(host.flow().notes()).containsEntry("bytes-per-second", 0L);
    }
  }

  @Test
  void shouldCountBytesThatTheKernelCarried() throws Exception {
    TestFlow flow = new TestFlow(Parameters.DEFAULTS);
    try (StreamFunction meter = plan().create(flow);
        TestHost clock = new TestHost(any -> meter, flow)) {
      meter.passed(123_456);
      clock.advance(Duration.ofSeconds(1));
      meter.wake(ByteBuffer.allocate(256));

      assertThat(flow.notes()).containsEntry("bytes-per-second", 123_456L);
    }
  }
}

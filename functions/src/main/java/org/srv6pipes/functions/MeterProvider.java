package org.srv6pipes.functions;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.srv6pipes.function.ConfigSection;
import org.srv6pipes.function.Effect;
import org.srv6pipes.function.FlowContext;
import org.srv6pipes.function.FunctionDescriptor;
import org.srv6pipes.function.FunctionFactory;
import org.srv6pipes.function.FunctionPlan;
import org.srv6pipes.function.Inverse;
import org.srv6pipes.function.ParameterField;
import org.srv6pipes.function.Problems;
import org.srv6pipes.function.Status;
import org.srv6pipes.function.Traits;

/** {@code meter}: how fast a flow is, now and at its best. */
public final class MeterProvider extends BuiltIn {

  private static final ParameterField WINDOW =
      ParameterField.number("window", 0, 8)
          .range(1, 255)
          .unit("seconds")
          .doc("The time over which a rate is measured.");

  private static final FunctionDescriptor DESCRIPTOR =
      FunctionDescriptor.of(
              "meter",
              0x0041,
              "Measures the rate of a flow, shown as its notes bytes-per-second and"
                  + " peak-bytes-per-second, and leaves its bytes alone.")
          .parameters(WINDOW)
          .inverse(Inverse.withSameParameters("meter"))
          .keepingBytes();

  private static final Traits TRAITS =
      Traits.DEFAULT.effect(Effect.COUNTS).inPlace().memoryPerFlow(128);

  /** For the service loader. */
  public MeterProvider() {
    super(DESCRIPTOR);
  }

  @Override
  public FunctionFactory configure(ConfigSection section, Problems problems) {
    return (parameters, unsuitable) -> {
      long window = Duration.ofSeconds(WINDOW.of(parameters)).toNanos();
      return FunctionPlan.of(TRAITS, flow -> new Meter(flow, window));
    };
  }

  /** Measures window after window while bytes come; an idle flow costs no wake-ups. */
  private static final class Meter extends SameLength {

    private final FlowContext flow;
    private final long window;
    private boolean measuring;
    private long windowStart;
    private long bytes;
    private long peak;

    Meter(FlowContext flow, long window) {
      this.flow = flow;
      this.window = window;
    }

    @Override
    void convert(ByteBuffer in, int from, ByteBuffer out, int to, int length) {
      out.put(to, in, from, length);
      passed(length);
    }

    @Override
    public void passed(long more) {
      bytes += more;
      if (!measuring) {
        begin();
      }
    }

    @Override
    public Status wake(ByteBuffer out) {
      long elapsed = flow.nanoTime() - windowStart;
      if (measuring && elapsed >= window) {
        finish(elapsed);
      }
      return Status.DONE;
    }

    private void begin() {
      measuring = true;
      windowStart = flow.nanoTime();
      flow.wakeAfter(window);
    }

    private void finish(long elapsed) {
      long rate = Math.round(bytes * 1e9 / elapsed);
      peak = Math.max(peak, rate);
      flow.note("bytes-per-second", rate);
      flow.note("peak-bytes-per-second", peak);
      measuring = false;
      if (bytes > 0) {
        bytes = 0;
        begin();
      }
    }
  }
}

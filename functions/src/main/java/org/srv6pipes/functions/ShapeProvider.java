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
import org.srv6pipes.function.Setting;
import org.srv6pipes.function.Status;
import org.srv6pipes.function.StreamFunction;
import org.srv6pipes.function.Traits;

/** {@code shape}: not more than so many bytes per second. */
public final class ShapeProvider extends BuiltIn {

  private static final ParameterField RATE =
      ParameterField.number("rate", 0, 32)
          .range(1, 0xFFFF_FFFFL)
          .standard(1_000_000)
          .unit("bytes/s")
          .doc("How much may pass in a second.");
  private static final Setting<Duration> BURST =
      Setting.duration(
          "burst",
          Duration.ofMillis(50),
          "How much may pass at once after a pause: what the rate allows in this time.");

  private static final FunctionDescriptor DESCRIPTOR =
      FunctionDescriptor.of(
              "shape", 0x0042, "Slows a flow down to a rate; the sender feels it and waits.")
          .parameters(RATE)
          .settings(BURST)
          .inverse(Inverse.withSameParameters("shape"))
          .keepingBytes();

  private static final Traits TRAITS = Traits.DEFAULT.effect(Effect.OBSERVES).memoryPerFlow(64);

  /** For the service loader. */
  public ShapeProvider() {
    super(DESCRIPTOR);
  }

  @Override
  public FunctionFactory configure(ConfigSection section, Problems problems) {
    long burst = section.get(BURST).toNanos();
    return (parameters, unsuitable) -> {
      long rate = RATE.of(parameters);
      return FunctionPlan.of(TRAITS, flow -> new Shape(flow, rate, burst));
    };
  }

  /** A bucket that fills with the rate up to the burst; bytes leave as far as it is filled. */
  private static final class Shape implements StreamFunction {

    /** To wait for single bytes would be one wake-up for each. */
    private static final double LEAST_FILLING = 0.25;

    private final FlowContext flow;
    private final double bytesPerNano;
    private final long burstNanos;

    /** When the bucket was empty, had it been filled ever since. */
    private long emptyAt;

    Shape(FlowContext flow, long rate, long burstNanos) {
      this.flow = flow;
      this.bytesPerNano = rate / 1e9;
      this.burstNanos = Math.max(burstNanos, (long) Math.ceil(1 / bytesPerNano));
      this.emptyAt = flow.nanoTime() - this.burstNanos;
    }

    @Override
    public Status process(ByteBuffer in, ByteBuffer out) {
      long now = flow.nanoTime();
      emptyAt = Math.max(emptyAt, now - burstNanos);
      long allowed = (long) ((now - emptyAt) * bytesPerNano);
      int length = (int) Math.min(Math.min(in.remaining(), out.remaining()), allowed);
      out.put(out.position(), in, in.position(), length);
      in.position(in.position() + length);
      out.position(out.position() + length);
      emptyAt += (long) Math.ceil(length / bytesPerNano);
      if (!in.hasRemaining()) {
        return Status.DONE;
      }
      if (!out.hasRemaining()) {
        return Status.MORE;
      }
      flow.wakeAfter(emptyAt + timeFor(in.remaining()) - now);
      return Status.WAIT;
    }

    private long timeFor(int bytes) {
      double wanted = Math.min(bytes / bytesPerNano, burstNanos * LEAST_FILLING);
      return (long) Math.ceil(Math.max(wanted, 1 / bytesPerNano));
    }
  }
}

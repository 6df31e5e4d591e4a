package org.srv6pipes.function.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.srv6pipes.function.ApiVersion;
import org.srv6pipes.function.ConfigSection;
import org.srv6pipes.function.Effect;
import org.srv6pipes.function.FunctionDescriptor;
import org.srv6pipes.function.FunctionException;
import org.srv6pipes.function.FunctionFactory;
import org.srv6pipes.function.FunctionPlan;
import org.srv6pipes.function.FunctionProvider;
import org.srv6pipes.function.Problems;
import org.srv6pipes.function.Status;
import org.srv6pipes.function.StreamFunction;
import org.srv6pipes.function.Traits;

/** The kit must catch functions that are wrong. */
class FunctionConformanceTest {

  @Test
  void shouldCatchAFunctionThatDependsOnWhereTheStreamIsCut() {
    Kit kit = new Kit(Traits.DEFAULT, flow -> FunctionConformanceTest::dropFirstByte);

    assertCaught(kit::shouldConvertStreamsThatComeByteByByte);
    assertCaught(kit::shouldConvertStreamsCutAnywhere);
    assertCaught(kit::shouldConvertStreamsCutAtRandom);
  }

  @Test
  void shouldNameTheSeedOfAFailure() {
    Kit kit = new Kit(Traits.DEFAULT, flow -> FunctionConformanceTest::dropFirstByte);

    assertThatThrownBy(kit::shouldConvertStreamsCutAtRandom)
        .hasMessageContaining("-Dfunction.seed=");
  }

  @Test
  void shouldCatchAFunctionThatForgetsTheRestWhenThereIsNoRoom() {
    Kit kit = new Kit(Traits.DEFAULT, flow -> FunctionConformanceTest::copyWhatFits);

    assertCaught(kit::shouldManageWithTheLeastRoomForOutput);
  }

  @Test
  void shouldCatchInstancesThatShareTheirState() {
    StreamFunction shared = new Counting();

    assertCaught(new Kit(Traits.DEFAULT, flow -> shared)::shouldKeepTwoStreamsApart);
  }

  @Test
  void shouldCatchAFunctionThatFlushesForEver() {
    assertCaught(
        new Kit(Traits.DEFAULT, flow -> new Chatty())::shouldPutOutNothingMoreWhenFlushedTwice);
  }

  @Test
  void shouldCatchAFunctionThatHoldsMoreThanItSays() {
    Traits modest = Traits.DEFAULT.memoryPerFlow(1000);
    Traits honest = Traits.DEFAULT.memoryPerFlow(65_000);

    assertCaught(new Kit(modest, flow -> new Hoarding())::shouldHoldNoMoreMemoryThanItsPlanSays);
    assertPasses(new Kit(honest, flow -> new Hoarding())::shouldHoldNoMoreMemoryThanItsPlanSays);
  }

  @Test
  void shouldCatchAFunctionThatCannotWorkInPlaceThoughItSaysSo() {
    Traits inPlace = Traits.DEFAULT.effect(Effect.OBSERVES).inPlace();
    Kit kit = new Kit(inPlace, flow -> FunctionConformanceTest::clearThenCopy);

    assertCaught(kit::shouldConvertInPlaceAsItDoesElsewhere);
  }

  @Test
  void shouldCatchAnExceptionThatNobodyPlanned() {
    StreamFunction fragile =
        (in, out) -> {
          throw new IllegalStateException("oops");
        };

    assertCaught(new Kit(Traits.DEFAULT, flow -> fragile)::shouldSurviveNoise);
  }

  @Test
  void shouldCatchADecoderThatTakesAnything() {
    Kit kit =
        new Kit(Traits.DEFAULT, flow -> FunctionConformanceTest::copyAll) {
          @Override
          protected List<byte[]> malformed() {
            return List.of(new byte[] {1});
          }

          @Override
          protected boolean decodes() {
            return true;
          }
        };

    assertCaught(kit::shouldFailWhenTheInputIsMalformed);
    assertCaught(kit::shouldFailWhenTheInputIsCutShort);
  }

  @Test
  void shouldCatchAFunctionThatIsNotRegistered() {
    assertCaught(
        new Kit(Traits.DEFAULT, flow -> FunctionConformanceTest::copyAll)
            ::shouldBeFoundByTheServiceLoader);
  }

  @Test
  void shouldPassAFaithfulFunction() {
    Traits traits = Traits.DEFAULT.effect(Effect.OBSERVES).inPlace();
    Kit kit = new Kit(traits, flow -> FunctionConformanceTest::copyAll);

    assertPasses(kit::shouldDescribeItselfInFull);
    assertPasses(kit::shouldConvertStreamsCutAtRandom);
    assertPasses(kit::shouldConvertStreamsCutAnywhere);
    assertPasses(kit::shouldConvertInPlaceAsItDoesElsewhere);
    assertPasses(kit::shouldHoldNoMoreMemoryThanItsPlanSays);
    assertPasses(kit::shouldKeepTwoStreamsApart);
    assertPasses(kit::shouldManageWithAnyRoomForOutput);
    assertPasses(kit::shouldServeSeveralThreadsFromOnePlan);
    assertPasses(kit::shouldSurviveNoise);
  }

  private static void assertCaught(ThrowingCallable test) {
    assertThatThrownBy(test).isInstanceOf(AssertionError.class);
  }

  private static void assertPasses(ThrowingCallable test) {
    try {
      test.call();
    } catch (Throwable e) {
      throw new AssertionError("A faithful function was refused", e);
    }
  }

  private static Status copyAll(ByteBuffer in, ByteBuffer out) {
    while (in.hasRemaining() && out.hasRemaining()) {
      out.put(in.get());
    }
    return in.hasRemaining() ? Status.MORE : Status.DONE;
  }

  private static Status dropFirstByte(ByteBuffer in, ByteBuffer out) {
    if (in.hasRemaining()) {
      in.get();
    }
    return copyAll(in, out);
  }

  private static Status copyWhatFits(ByteBuffer in, ByteBuffer out) {
    copyAll(in, out);
    in.position(in.limit());
    return Status.DONE;
  }

  private static Status clearThenCopy(ByteBuffer in, ByteBuffer out) {
    if (out.hasRemaining()) {
      out.put(out.limit() - 1, (byte) 0);
    }
    return copyAll(in, out);
  }

  /** A function that adds the length so far to each byte. */
  private static final class Counting implements StreamFunction {
    private int count;

    @Override
    public Status process(ByteBuffer in, ByteBuffer out) {
      while (in.hasRemaining() && out.hasRemaining()) {
        out.put((byte) (in.get() + count++));
      }
      return in.hasRemaining() ? Status.MORE : Status.DONE;
    }
  }

  private static final class Chatty implements StreamFunction {
    @Override
    public Status process(ByteBuffer in, ByteBuffer out) {
      return copyAll(in, out);
    }

    @Override
    public Status flush(ByteBuffer out) {
      out.put((byte) '.');
      return Status.DONE;
    }
  }

  private static final class Hoarding implements StreamFunction {
    private final byte[] hoard = new byte[64_000];

    @Override
    public Status process(ByteBuffer in, ByteBuffer out) {
      hoard[0]++;
      return copyAll(in, out);
    }
  }

  /** The kit for a function that ought to copy. */
  private static class Kit extends FunctionConformance {

    private final Traits traits;
    private final FunctionPlan maker;

    Kit(Traits traits, FunctionPlan maker) {
      this.traits = traits;
      this.maker = maker;
    }

    @Override
    protected FunctionProvider provider() {
      return new Unregistered(FunctionPlan.of(traits, maker));
    }

    @Override
    protected void judge(byte[] input, byte[] output) throws FunctionException {
      assertThat(output).isEqualTo(input);
    }
  }

  private record Unregistered(FunctionPlan plan) implements FunctionProvider {

    private static final FunctionDescriptor DESCRIPTOR =
        FunctionDescriptor.of("unregistered", 0x8001, "Is in no services file.");

    @Override
    public int apiVersion() {
      return ApiVersion.CURRENT;
    }

    @Override
    public FunctionDescriptor descriptor() {
      return DESCRIPTOR;
    }

    @Override
    public FunctionFactory configure(ConfigSection section, Problems problems) {
      return (parameters, unsuitable) -> plan;
    }
  }
}

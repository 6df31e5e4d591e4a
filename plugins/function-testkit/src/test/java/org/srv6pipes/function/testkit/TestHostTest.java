package org.srv6pipes.function.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.srv6pipes.function.Effect;
import org.srv6pipes.function.FlowContext;
import org.srv6pipes.function.FunctionException;
import org.srv6pipes.function.FunctionPlan;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.function.Status;
import org.srv6pipes.function.StreamFunction;
import org.srv6pipes.function.Traits;

class TestHostTest {

  private static final Traits KEEPS = Traits.DEFAULT.effect(Effect.KEEPS_LENGTH);
  private static final Traits OBSERVES = Traits.DEFAULT.effect(Effect.OBSERVES);

  @Test
  void shouldPassOnWhatAFaithfulFunctionPutsOut() throws Exception {
    try (TestHost host = new TestHost(FunctionPlan.of(OBSERVES, flow -> TestHostTest::copy))) {
      assertThat(host.write("abc").flush().write("d").end().text()).isEqualTo("abcd");
    }
  }

  @Test
  void shouldNoticeInputLeftBehind() {
    assertCaught("left input behind", Traits.DEFAULT, (in, out) -> Status.DONE);
  }

  @Test
  void shouldNoticeAnIdleTurn() {
    assertCaught("used none of it", Traits.DEFAULT, (in, out) -> Status.MORE);
  }

  @Test
  void shouldNoticeAWaitWithoutAWakeUp() {
    assertCaught("not arranged to be woken", Traits.DEFAULT, (in, out) -> Status.WAIT);
  }

  @Test
  void shouldNotLetTheInputBeChanged() {
    StreamFunction meddling =
        (in, out) -> {
          in.put(in.position(), (byte) 77);
          return copy(in, out);
        };

    assertThatThrownBy(() -> new TestHost(flow -> meddling).write("abc"))
        .isInstanceOf(ReadOnlyBufferException.class);
  }

  @Test
  void shouldNoticeBytesOutsideOfTheRoom() {
    assertCaught(
        "bytes behind",
        Traits.DEFAULT,
        (in, out) -> {
          out.duplicate().clear().put(out.limit(), (byte) 0);
          return copy(in, out);
        });
    assertCaught(
        "bytes before",
        Traits.DEFAULT,
        (in, out) -> {
          out.put(out.position() - 1, (byte) 0);
          return copy(in, out);
        });
  }

  @Test
  void shouldNoticeAMovedLimit() {
    assertCaught(
        "moved a limit",
        Traits.DEFAULT,
        (in, out) -> {
          copy(in, out);
          out.flip();
          return Status.DONE;
        });
  }

  @Test
  void shouldNoticeAnOtherOrderOfBytes() {
    assertCaught(
        "order", Traits.DEFAULT, (in, out) -> copy(in, out.order(ByteOrder.LITTLE_ENDIAN)));
  }

  @Test
  void shouldNoticeALengthThatIsNotKept() {
    assertCaught(
        "took 3 bytes and gave 4",
        KEEPS,
        (in, out) -> {
          out.put((byte) 0);
          return copy(in, out);
        });
  }

  @Test
  void shouldNoticeAnObserverThatMeddles() {
    assertCaught(
        "promise to leave",
        OBSERVES,
        (in, out) -> {
          copy(in, out);
          out.put(out.position() - 1, (byte) 0);
          return Status.DONE;
        });
  }

  @Test
  void shouldMoveTheClockForAFunctionThatWaits() throws Exception {
    TestFlow flow = new TestFlow(Parameters.DEFAULTS);
    long start = flow.nanoTime();
    try (TestHost host = new TestHost(OneByteASecond::new, flow)) {
      assertThat(host.write("abc").text()).isEqualTo("abc");
    }
    assertThat(Duration.ofNanos(flow.nanoTime() - start)).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void shouldWaitForAFunctionThatAnotherThreadWakes() throws Exception {
    try (TestHost host = new TestHost(Echo::new)) {
      assertThat(host.write("x").awaitOutput(1).text()).isEqualTo("x");
    }
  }

  @Test
  void shouldCloseOnceHoweverOftenItIsClosed() throws Exception {
    int[] closed = new int[1];
    TestHost host =
        new TestHost(
            flow ->
                new StreamFunction() {
                  @Override
                  public Status process(ByteBuffer in, ByteBuffer out) {
                    return copy(in, out);
                  }

                  @Override
                  public void close() {
                    closed[0]++;
                  }
                });
    host.close();
    host.close();
    assertThat(closed[0]).isEqualTo(1);
  }

  private static void assertCaught(String complaint, Traits traits, StreamFunction broken) {
    assertThatThrownBy(() -> new TestHost(FunctionPlan.of(traits, flow -> broken)).write("abc"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(complaint);
  }

  private static Status copy(ByteBuffer in, ByteBuffer out) {
    while (in.hasRemaining() && out.hasRemaining()) {
      out.put(in.get());
    }
    return in.hasRemaining() ? Status.MORE : Status.DONE;
  }

  private record OneByteASecond(FlowContext flow) implements StreamFunction {
    @Override
    public Status process(ByteBuffer in, ByteBuffer out) {
      if (!in.hasRemaining()) {
        return Status.DONE;
      }
      out.put(in.get());
      flow.wakeAfter(Duration.ofSeconds(1).toNanos());
      return Status.WAIT;
    }
  }

  /** Puts each byte out from wake(), after another thread has called for it. */
  private static final class Echo implements StreamFunction {
    private final Runnable waker;
    private byte last;
    private boolean due;

    Echo(FlowContext flow) {
      waker = flow.waker();
    }

    @Override
    public Status process(ByteBuffer in, ByteBuffer out) {
      last = in.get();
      due = true;
      new Thread(waker).start();
      return Status.DONE;
    }

    @Override
    public Status wake(ByteBuffer out) throws FunctionException {
      if (due) {
        out.put(last);
        due = false;
      }
      return Status.DONE;
    }
  }
}

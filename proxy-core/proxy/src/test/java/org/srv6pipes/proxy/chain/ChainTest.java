package org.srv6pipes.proxy.chain;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.srv6pipes.function.Effect;
import org.srv6pipes.function.FunctionException;
import org.srv6pipes.function.Status;
import org.srv6pipes.function.StreamFunction;
import org.srv6pipes.function.Traits;

class ChainTest {

  private final BufferPool buffers = BufferPool.forOneThread();
  private final NarrowOutlet outlet = new NarrowOutlet();

  @AfterEach
  void everyBufferCameBack() {
    assertThat(buffers.outstanding()).isZero();
    buffers.close();
  }

  @Test
  void shouldPassBytesThroughWhenThereIsNoFunction() throws FunctionException {
    Chain chain = chain();
    assertThat(chain.push(block("hello"))).isTrue();
    assertThat(outlet.text()).isEqualTo("hello");
    chain.close();
  }

  @Test
  void shouldRunFunctionsInOrder() throws FunctionException {
    Chain chain = chain(stage(new Suffix((byte) '1')), stage(new Suffix((byte) '2')));
    chain.push(block("ab"));
    assertThat(outlet.text()).isEqualTo("a212b212");
    chain.close();
  }

  @Test
  void shouldEndFunctionsInOrderSoThatTheLastSeesWhatTheFirstLeaves() throws FunctionException {
    Chain chain = chain(stage(new HoldsUntilEnd()), stage(new Suffix((byte) '!')));
    chain.push(block("xy"));
    assertThat(outlet.text()).isEmpty();
    assertThat(chain.end()).isTrue();
    assertThat(outlet.text()).isEqualTo("x!y!");
    chain.close();
  }

  @Test
  void shouldEndAFunctionOnceThoughTheOutletStopsAndTheEndIsAskedForAgain()
      throws FunctionException {
    Chain chain = chain(stage(new MarksItsEnd()), stage(new MarksItsEnd()));
    outlet.room = 1;
    assertThat(chain.end()).isFalse();
    outlet.room = 100;
    assertThat(chain.end()).isTrue();
    assertThat(chain.end()).isTrue();
    assertThat(outlet.text()).isEqualTo("..");
    chain.close();
  }

  @Test
  void shouldTransformInPlaceOnceThoughTheOutletStopsInTheMiddle() throws FunctionException {
    Chain chain = chain(inPlace(new Increment()));
    outlet.room = 2;
    assertThat(chain.push(block("aaaa"))).isTrue();
    assertThat(chain.resume()).isFalse();
    outlet.room = 100;
    assertThat(chain.resume()).isTrue();
    assertThat(outlet.text()).isEqualTo("bbbb");
    chain.close();
  }

  @Test
  void shouldStopForAFunctionThatWaitsAndGoOnWhenItIsWoken() throws FunctionException {
    Gate gate = new Gate();
    Chain chain = chain(stage(gate));
    Block input = block("abc");
    assertThat(chain.push(input)).isFalse();
    assertThat(outlet.text()).isEqualTo("a");
    chain.wake(0);
    assertThat(chain.resume()).isTrue();
    assertThat(chain.push(input)).isFalse();
    assertThat(outlet.text()).isEqualTo("ab");
    chain.close();
  }

  @Test
  void shouldCloseEveryFunctionOnceAlsoInTheMiddle() throws FunctionException {
    Suffix first = new Suffix((byte) '1');
    Suffix second = new Suffix((byte) '2');
    Chain chain = chain(stage(first), stage(second));
    outlet.room = 1;
    chain.push(block("abc"));
    chain.close();
    assertThat(first.closed).isEqualTo(1);
    assertThat(second.closed).isEqualTo(1);
  }

  @Test
  void shouldSayWhichFunctionFailed() {
    Chain chain =
        chain(
            stage(new MarksItsEnd()),
            new Stage("picky", new Picky(), Traits.DEFAULT, buffers, new Usage(), () -> {}));
    assertThatThrownBy(() -> chain.push(block("no")))
        .isExactlyInstanceOf(FunctionException.class)
        .hasMessage("picky: not this");
    chain.close();
  }

  @Test
  void shouldKeepTheTraceOfAFailureThatNobodyForesaw() {
    Chain chain =
        chain(
            new Stage("careless", new Careless(), Traits.DEFAULT, buffers, new Usage(), () -> {}));
    assertThatThrownBy(() -> chain.push(block("any")))
        .isInstanceOf(FunctionDefect.class)
        .hasMessageStartingWith("careless: java.nio.BufferUnderflowException")
        .hasCauseInstanceOf(BufferUnderflowException.class);
    chain.close();
  }

  @Test
  void shouldLoseAndInventNothingHoweverTheBytesAreCutAndTheOutletStops() throws FunctionException {
    long seed = System.nanoTime();
    for (int round = 0; round < 300; round++) {
      Random random = new Random(seed + round);
      outlet.clear();
      List<Stage> stages = new ArrayList<>();
      String expected = "";
      byte[] input = new byte[random.nextInt(5000)];
      for (int i = 0; i < input.length; i++) {
        input[i] = (byte) ('a' + random.nextInt(26));
      }
      byte[] output = input;
      for (int i = random.nextInt(4); i > 0; i--) {
        output = addStage(stages, output, random);
      }
      run(new Chain(stages, outlet), input, random);
      assertThat(outlet.bytes.toByteArray())
          .as("seed %d round %d %s", seed, round, expected)
          .isEqualTo(output);
    }
  }

  private byte[] addStage(List<Stage> stages, byte[] input, Random random) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    switch (random.nextInt(3)) {
      case 0 -> {
        stages.add(stage(new Suffix((byte) '-')));
        for (byte b : input) {
          output.write(b);
          output.write('-');
        }
      }
      case 1 -> {
        stages.add(inPlace(new Increment()));
        for (byte b : input) {
          output.write(b + 1);
        }
      }
      default -> {
        stages.add(stage(new HoldsUntilEnd()));
        output.writeBytes(input);
      }
    }
    return output.toByteArray();
  }

  private void run(Chain chain, byte[] input, Random random) throws FunctionException {
    int at = 0;
    while (at < input.length) {
      int length = Math.min(1 + random.nextInt(700), input.length - at);
      Block block = new Block(1024);
      block.bytes().put(input, at, length).flip();
      at += length;
      outlet.room = random.nextInt(900);
      while (!chain.push(block)) {
        outlet.room = random.nextInt(900);
      }
      if (random.nextBoolean()) {
        chain.flush();
      }
      while (!chain.resume()) {
        outlet.room = random.nextInt(900);
      }
      block.free();
    }
    boolean ended = chain.end();
    while (!ended) {
      outlet.room = random.nextInt(900);
      ended = chain.resume();
    }
    chain.close();
  }

  private Chain chain(Stage... stages) {
    return new Chain(List.of(stages), outlet);
  }

  private Stage stage(StreamFunction function) {
    return new Stage("function", function, Traits.DEFAULT, buffers, new Usage(), () -> {});
  }

  private Stage inPlace(StreamFunction function) {
    return new Stage(
        "in-place",
        function,
        Traits.DEFAULT.effect(Effect.KEEPS_LENGTH).inPlace(),
        buffers,
        new Usage(),
        () -> {});
  }

  private static Block block(String text) {
    Block block = new Block(64);
    for (byte c : text.getBytes(US_ASCII)) {
      block.bytes().put(c);
    }
    block.bytes().flip();
    return block;
  }

  /** Takes as many bytes as it has room for. */
  private static final class NarrowOutlet implements Chain.Outlet {
    private ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int room = Integer.MAX_VALUE;

    @Override
    public boolean write(Block block) {
      while (block.bytes().hasRemaining() && room > 0) {
        bytes.write(block.bytes().get());
        room--;
      }
      return !block.bytes().hasRemaining();
    }

    String text() {
      return bytes.toString(US_ASCII);
    }

    void clear() {
      bytes = new ByteArrayOutputStream();
      room = Integer.MAX_VALUE;
    }
  }

  /** Doubles its input: each byte is followed by the suffix. */
  private static final class Suffix implements StreamFunction {
    private final byte suffix;
    private int closed;

    Suffix(byte suffix) {
      this.suffix = suffix;
    }

    @Override
    public Status process(ByteBuffer in, ByteBuffer out) {
      while (in.hasRemaining()) {
        if (out.remaining() < 2) {
          return Status.MORE;
        }
        out.put(in.get()).put(suffix);
      }
      return Status.DONE;
    }

    @Override
    public void close() {
      closed++;
    }
  }

  /** Keeps its length, and does it in place. */
  private static final class Increment implements StreamFunction {
    @Override
    public Status process(ByteBuffer in, ByteBuffer out) {
      while (in.hasRemaining()) {
        out.put((byte) (in.get() + 1));
      }
      return Status.DONE;
    }
  }

  /** Gives nothing out before its end. */
  private static final class HoldsUntilEnd implements StreamFunction {
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private int given;

    @Override
    public Status process(ByteBuffer in, ByteBuffer out) {
      while (in.hasRemaining()) {
        held.write(in.get());
      }
      return Status.DONE;
    }

    @Override
    public Status end(ByteBuffer out) {
      byte[] all = held.toByteArray();
      // A little at a time, to be called again.
      int count = Math.min(Math.min(100, out.remaining()), all.length - given);
      out.put(all, given, count);
      given += count;
      return given == all.length ? Status.DONE : Status.MORE;
    }
  }

  /** Puts a mark at its end, as an encryption does. */
  private static final class MarksItsEnd implements StreamFunction {
    @Override
    public Status process(ByteBuffer in, ByteBuffer out) {
      out.put(in);
      return Status.DONE;
    }

    @Override
    public Status end(ByteBuffer out) {
      out.put((byte) '.');
      return Status.DONE;
    }
  }

  /** Refuses everything. */
  private static final class Picky implements StreamFunction {
    @Override
    public Status process(ByteBuffer in, ByteBuffer out) throws FunctionException {
      throw new FunctionException("not this");
    }
  }

  /** Reads more than there is. */
  private static final class Careless implements StreamFunction {
    @Override
    public Status process(ByteBuffer in, ByteBuffer out) {
      in.get(new byte[in.remaining() + 1]);
      return Status.DONE;
    }
  }

  /** Lets one byte through each time it is woken. */
  private static final class Gate implements StreamFunction {
    private boolean open = true;

    @Override
    public Status process(ByteBuffer in, ByteBuffer out) {
      if (in.hasRemaining() && open) {
        out.put(in.get());
        open = false;
      }
      return in.hasRemaining() ? Status.WAIT : Status.DONE;
    }

    @Override
    public Status wake(ByteBuffer out) {
      open = true;
      return Status.DONE;
    }
  }
}

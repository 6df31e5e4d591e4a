package org.srv6pipes.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class WireDirectionTest {
  private static final int FRAMES = 1000;

  @Test
  void shouldHandOverFramesInTheOrderInWhichTheyCame() {
    assertThat(through(Impairment.NONE)).isEqualTo(all());
    assertThat(through(Impairment.NONE.withDelay(Duration.ofMillis(2)))).isEqualTo(all());
  }

  @Test
  void shouldNotHandAFrameOverBeforeItsTime() {
    WireDirection wire = new WireDirection(Impairment.NONE.withDelay(Duration.ofMillis(30)), 0);
    long start = System.nanoTime();
    wire.take(frame(1));
    assertThat(wire.next()).isPresent();
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isGreaterThanOrEqualTo(Duration.ofMillis(30));
  }

  @Test
  void shouldLoseTheShareThatWasAskedFor() {
    assertThat(through(Impairment.NONE.withLoss(0.1))).hasSizeBetween(850, 950).isSorted();
    assertThat(through(Impairment.NONE.withLoss(1))).isEmpty();
  }

  @Test
  void shouldDoubleTheShareThatWasAskedFor() {
    assertThat(through(Impairment.NONE.withDuplication(0.1)))
        .hasSizeBetween(1050, 1150)
        .isSorted()
        .containsAll(all());
  }

  @Test
  void shouldLetLaterFramesOvertakeThoseHeldBack() {
    List<Integer> arrived = through(Impairment.NONE.withReordering(0.1));
    assertThat(arrived).containsExactlyInAnyOrderElementsOf(all());
    long overtaken =
        IntStream.range(1, FRAMES).filter(i -> arrived.get(i) < arrived.get(i - 1)).count();
    assertThat(overtaken).isPositive();
  }

  @Test
  void shouldRepeatItselfWithTheSameSeedOnly() {
    Impairment lossy = Impairment.NONE.withLoss(0.1).withSeed(7);
    assertThat(through(lossy)).isEqualTo(through(lossy)).isNotEqualTo(through(lossy.withSeed(8)));
  }

  @Test
  void shouldTreatTheTwoDirectionsDifferently() {
    Impairment lossy = Impairment.NONE.withLoss(0.1);
    assertThat(through(new WireDirection(lossy, 0)))
        .isNotEqualTo(through(new WireDirection(lossy, 1)));
  }

  @Test
  void shouldNeverLoseNeighbourDiscovery() {
    WireDirection wire = new WireDirection(Impairment.NONE.withLoss(1), 0);
    ByteBuffer solicitation =
        frame(1).putShort(12, (short) 0x86dd).put(20, (byte) 58).put(54, (byte) 135);
    wire.take(solicitation.duplicate());
    assertThat(wire.next()).contains(solicitation);
  }

  @Test
  void shouldHandOverNothingAfterItsEnd() {
    WireDirection wire = new WireDirection(Impairment.NONE, 0);
    wire.take(frame(1));
    wire.close();
    assertThat(wire.next()).isEmpty();
  }

  private static List<Integer> through(Impairment impairment) {
    return through(new WireDirection(impairment, 0));
  }

  /**
   * The numbers of the frames that come out. The last frame is one that every wire lets pass, later
   * than all others.
   */
  private static List<Integer> through(WireDirection wire) {
    all().forEach(number -> wire.take(frame(number)));
    wire.impair(Impairment.NONE.withDelay(Duration.ofMillis(50)));
    wire.take(frame(-1));
    List<Integer> numbers = new ArrayList<>();
    for (int number = take(wire); number != -1; number = take(wire)) {
      numbers.add(number);
    }
    return numbers;
  }

  private static int take(WireDirection wire) {
    return wire.next().orElseThrow().getInt(0);
  }

  private static List<Integer> all() {
    return IntStream.range(0, FRAMES).boxed().toList();
  }

  private static ByteBuffer frame(int number) {
    return ByteBuffer.allocate(100).putInt(0, number);
  }
}

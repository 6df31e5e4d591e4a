package org.srv6pipes.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdleContextsTest {

  private static final long SMALL = 21;
  private static final long TOO_LARGE = 27;

  private final List<String> ended = new ArrayList<>();
  private final IdleContexts<Long, String> idle =
      new IdleContexts<>(windowLog -> 1L << windowLog, ended::add);

  @Test
  void shouldGiveWhatWasGivenBackLastAndOnlyOnce() {
    idle.giveBack(SMALL, "first");
    idle.giveBack(SMALL, "second");

    assertThat(idle.take(SMALL)).contains("second");
    assertThat(idle.take(SMALL)).contains("first");
    assertThat(idle.take(SMALL)).isEmpty();
    assertThat(ended).isEmpty();
  }

  @Test
  void shouldGiveNoneThatWasMadeForSomethingElse() {
    idle.giveBack(SMALL, "small");

    assertThat(idle.take(SMALL - 1)).isEmpty();
    assertThat(idle.take(SMALL)).contains("small");
  }

  @Test
  void shouldEndTheOldestWhenTheyAreTooMuchTogether() {
    long many = IdleContexts.MOST_MEMORY >> SMALL;
    for (int i = 0; i < many + 2; i++) {
      idle.giveBack(SMALL, Integer.toString(i));
    }

    assertThat(ended).containsExactly("0", "1");
    assertThat(idle.take(SMALL)).contains(Long.toString(many + 1));
    idle.giveBack(SMALL, "room for one");
    assertThat(ended).hasSize(2);
  }

  @Test
  void shouldNotKeepWhatIsTooLargeAlone() {
    idle.giveBack(SMALL, "small");
    idle.giveBack(TOO_LARGE, "large");

    assertThat(ended).containsExactly("large");
    assertThat(idle.take(SMALL)).contains("small");
    assertThat(idle.take(TOO_LARGE)).isEmpty();
  }

  @Test
  void shouldEndAllWithItsFactory() {
    idle.giveBack(SMALL, "idle");
    idle.close();
    idle.giveBack(SMALL, "late");

    assertThat(ended).containsExactly("idle", "late");
    assertThat(idle.take(SMALL)).isEmpty();
  }
}

package org.srv6pipes.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class TraitsTest {

  @Test
  void shouldRefuseToWorkInPlaceWhereTheLengthChanges() {
    assertThatIllegalArgumentException().isThrownBy(Traits.DEFAULT::inPlace);
    assertThat(Traits.DEFAULT.effect(Effect.KEEPS_LENGTH).inPlace().worksInPlace()).isTrue();
  }

  @Test
  void shouldRefuseRoomThatNoHostHas() {
    assertThatIllegalArgumentException().isThrownBy(() -> Traits.DEFAULT.outputRoom(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Traits.DEFAULT.outputRoom(Traits.MAX_OUTPUT_ROOM + 1));
  }

  @Test
  void shouldKeepEachPromiseBesideTheOthers() {
    Traits traits =
        Traits.DEFAULT
            .lightUpTo(1000)
            .effect(Effect.KEEPS_LENGTH)
            .work(Work.HEAVY)
            .memoryPerFlow(5)
            .outputRoom(7)
            .inPlace();

    assertThat(traits).isEqualTo(new Traits(Effect.KEEPS_LENGTH, Work.HEAVY, 5, 7, true, 1000));
    assertThatIllegalArgumentException().isThrownBy(() -> traits.lightUpTo(-1));
  }
}

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
}

package org.srv6pipes.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ParameterFieldTest {

  @Test
  void shouldMeanTheStandardValueWhenAllBitsAreZero() {
    assertThat(
            ParameterField.number("level", 0, 5).range(1, 19).standard(3).of(Parameters.DEFAULTS))
        .isEqualTo(3);
    assertThat(ParameterField.number("low", 0, 3).range(0, 6).standard(5).of(Parameters.DEFAULTS))
        .isEqualTo(5);
    assertThat(ParameterField.choice("suite", 4, 2, "a", "b").word(Parameters.DEFAULTS))
        .isEqualTo("a");
    assertThat(ParameterField.flag("checksum", 31).isSet(Parameters.DEFAULTS)).isFalse();
  }

  @Test
  void shouldWriteTheValueItselfWhereZeroLeavesNoDoubt() {
    ParameterField level = ParameterField.number("level", 8, 5).range(1, 19).standard(3);

    assertThat(level.with(17, Parameters.DEFAULTS)).isEqualTo(new Parameters(17 << 8));
  }

  @Test
  void shouldReadBackEveryValueAndLeaveTheOtherBitsAlone() {
    for (ParameterField field :
        new ParameterField[] {
          ParameterField.number("plain", 3, 6),
          ParameterField.number("from-one", 0, 5).range(1, 31).standard(7),
          ParameterField.number("with-zero", 27, 5).range(0, 30).standard(4),
          ParameterField.number("negative", 10, 6).range(-7, 22).standard(3),
          ParameterField.flag("flag", 31)
        }) {
      LongStream.rangeClosed(field.min(), field.max()).forEach(value -> readBack(field, value));
    }
  }

  private static void readBack(ParameterField field, long value) {
    int noise = new Random(value).nextInt();

    Parameters written = field.with(value, new Parameters(noise));

    assertThat(field.of(written)).as("%s = %d", field.name(), value).isEqualTo(value);
    assertThat(written.bits() & ~field.mask()).isEqualTo(noise & ~field.mask());
  }

  @Test
  void shouldHoldAllThirtyTwoBits() {
    ParameterField key = ParameterField.hex("key", 0, 32);

    assertThat(key.of(new Parameters(0xBCDEFFFF))).isEqualTo(0xBCDEFFFFL);
    assertThat(key.with(0xFFFFFFFFL, Parameters.DEFAULTS)).isEqualTo(new Parameters(-1));
    assertThat(key.format(0xBCDEFFFFL)).isEqualTo("0xBCDEFFFF");
  }

  @Test
  void shouldRefuseARangeThatItsBitsCannotHold() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ParameterField.number("level", 0, 4).range(1, 19))
        .withMessageContaining("4 bits are too few");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ParameterField.number("n", 0, 3).range(0, 7).standard(3))
        .withMessageContaining("and 0 for the standard value");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ParameterField.choice("suite", 0, 1, "a", "b", "c"));
    assertThatIllegalArgumentException().isThrownBy(() -> ParameterField.number("n", 30, 3));
  }
}

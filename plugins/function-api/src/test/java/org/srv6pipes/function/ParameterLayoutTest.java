package org.srv6pipes.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParameterLayoutTest {

  private static final ParameterField LEVEL =
      ParameterField.number("level", 0, 5).range(1, 19).standard(3);
  private static final ParameterField SUITE =
      ParameterField.choice("suite", 5, 2, "aes", "chacha20", "siv");
  private static final ParameterField CHECKSUM = ParameterField.flag("checksum", 7);
  private static final ParameterField RATE = ParameterField.number("rate", 8, 24).unit("bytes/s");
  private static final ParameterLayout LAYOUT = ParameterLayout.of(LEVEL, SUITE, CHECKSUM, RATE);

  private final Problems problems = new Problems();

  @Test
  void shouldTakeArgumentsByPlaceAndByName() {
    Parameters parameters = encode("7", "siv", "rate=10k", "checksum");

    assertThat(problems.list()).isEmpty();
    assertThat(parameters).isEqualTo(new Parameters(10_000 << 8 | 1 << 7 | 2 << 5 | 7));
  }

  @Test
  void shouldTakeNumbersInEveryNotation() {
    assertThat(RATE.of(encode("rate=0xFF"))).isEqualTo(255);
    assertThat(RATE.of(encode("rate=64Ki"))).isEqualTo(65536);
    assertThat(RATE.of(encode("rate=16MB"))).isEqualTo(16_000_000);
    assertThat(problems.list()).isEmpty();
  }

  @Test
  void shouldDecodeWhatItEncoded() {
    Parameters parameters = encode("12", "chacha20", "checksum=true", "rate=77");

    assertThat(LAYOUT.decode(parameters))
        .extracting(Argument::toString)
        .containsExactly("level=12", "suite=chacha20", "checksum=true", "rate=77");
    assertThat(LAYOUT.encode(LAYOUT.decode(parameters), problems)).isEqualTo(parameters);
  }

  @Test
  void shouldLeaveOutWhatIsStandardWhenItDecodes() {
    assertThat(LAYOUT.decode(encode("3", "aes", "checksum=false"))).isEmpty();
  }

  @Test
  void shouldReportAllThatIsWrongAtOnce() {
    encode("20", "chacha", "levl=3", "rate=fast", "rate=1", "5");

    assertThat(problems.list())
        .extracting(Problem::toString)
        .containsExactly(
            "level: \"20\" is not 1 to 19",
            "suite: \"chacha\" is not one of aes, chacha20, siv; did you mean \"chacha20\"?",
            "levl: there is no such parameter; did you mean \"level\"?",
            "rate: \"fast\" is not 0 to 16777215 bytes/s",
            "rate: it is given twice",
            "\"5\" stands behind a named parameter; name it too");
  }

  @Test
  void shouldRefuseMoreArgumentsThanThereAreFields() {
    ParameterLayout.NONE.encode(List.of(Argument.positional("1")), problems);

    assertThat(problems.list())
        .containsExactly(new Problem("", "\"1\" is one argument too many", "there are none"));
  }

  @Test
  void shouldRefuseBitsThatMeanNothingAndValuesOutOfRange() {
    ParameterLayout.of(LEVEL).check(new Parameters(0x80000015), problems);

    assertThat(problems.list())
        .extracting(Problem::toString)
        .containsExactly(
            "bits 0x80000000 mean nothing to this function", "level: 21 is not 1 to 19");
  }

  @Test
  void shouldRefuseFieldsThatShareBitsOrNames() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ParameterLayout.of(LEVEL, ParameterField.flag("other", 4)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ParameterLayout.of(LEVEL, ParameterField.flag("level", 9)));
  }

  private Parameters encode(String... arguments) {
    return LAYOUT.encode(
        Arrays.stream(arguments).map(ParameterLayoutTest::argument).toList(), problems);
  }

  private static Argument argument(String written) {
    int equals = written.indexOf('=');
    return equals < 0
        ? Argument.positional(written)
        : new Argument(written.substring(0, equals), written.substring(equals + 1));
  }
}

package org.srv6pipes.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class ConfigSectionTest {

  private static final Setting<String> TITLE = Setting.text("title", "none", "A text.");
  private static final Setting<Long> COUNT = Setting.number("count", 1, 9, 4, "A number.");
  private static final Setting<Long> SIZE = Setting.size("size", 1 << 20, "A size.");
  private static final Setting<Duration> HOLD =
      Setting.duration("hold", Duration.ofMillis(200), "A time.");
  private static final Setting<Boolean> STRICT = Setting.flag("strict", true, "A flag.");
  private static final Setting<Optional<Path>> FILE = Setting.path("file", "A path.");
  private static final Setting<List<String>> RUN = Setting.texts("run", "A list.");
  private static final Setting<SortedMap<String, ConfigSection>> COMMANDS =
      Setting.tables("commands", "Tables.", RUN, COUNT);
  private static final List<Setting<?>> ALL =
      List.of(TITLE, COUNT, SIZE, HOLD, STRICT, FILE, COMMANDS);

  private final Problems problems = new Problems();

  @Test
  void shouldHaveTheStandardValueOfEverySettingWhenNothingIsSaid() {
    ConfigSection section = ConfigSection.empty(ALL);

    assertThat(section.get(TITLE)).isEqualTo("none");
    assertThat(section.get(COUNT)).isEqualTo(4);
    assertThat(section.get(SIZE)).isEqualTo(1 << 20);
    assertThat(section.get(HOLD)).isEqualTo(Duration.ofMillis(200));
    assertThat(section.get(STRICT)).isTrue();
    assertThat(section.get(FILE)).isEmpty();
    assertThat(section.get(COMMANDS)).isEmpty();
  }

  @Test
  void shouldReadWhatTheFileSays() {
    ConfigSection section =
        read(
            Map.of(
                "title", "x",
                "count", 9L,
                "size", "64KiB",
                "hold", "3s",
                "strict", false,
                "file", "keys",
                "commands", Map.of("1", Map.of("run", List.of("cat", "-u")))));

    assertThat(problems.list()).isEmpty();
    assertThat(section.get(TITLE)).isEqualTo("x");
    assertThat(section.get(COUNT)).isEqualTo(9);
    assertThat(section.get(SIZE)).isEqualTo(65536);
    assertThat(section.get(HOLD)).isEqualTo(Duration.ofSeconds(3));
    assertThat(section.get(STRICT)).isFalse();
    assertThat(section.get(FILE)).contains(Path.of("/etc/srv6pipes/keys"));
    assertThat(section.get(COMMANDS).get("1").get(RUN)).containsExactly("cat", "-u");
    assertThat(section.get(COMMANDS).get("1").get(COUNT)).isEqualTo(4);
  }

  @Test
  void shouldReportEveryWrongValueAndEveryUnknownKeyWithItsPlace() {
    read(
        Map.of(
            "title", 1L,
            "count", 10L,
            "hold", "3 parsecs",
            "siez", 1L,
            "commands", Map.of("1", Map.of("rum", "cat"), "2", "cat")));

    assertThat(problems.list())
        .extracting(Problem::toString)
        .containsExactlyInAnyOrder(
            "title: 1 is not a text",
            "count: 10 is not a number from 1 to 9",
            "hold: \"3 parsecs\" is not a time such as \"200ms\"",
            "siez: there is no such setting; did you mean \"size\"?",
            "commands.1.rum: there is no such setting; did you mean \"run\"?",
            "commands.2: it is not a table");
  }

  @Test
  void shouldNotRepeatASecretInAProblem() {
    Setting<Long> pin = Setting.number("pin", 0, 9999, 0, "A secret.").secret();

    ConfigSection.read(Map.of("pin", "hunter2"), List.of(pin), Path.of(""), problems);

    assertThat(problems.toString()).startsWith("pin: the value is not").doesNotContain("hunter2");
  }

  @Test
  void shouldSayThatASettingIsNotDeclared() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfigSection.empty(List.of(TITLE)).get(COUNT))
        .withMessageContaining("count");
  }

  @Test
  void shouldWriteStandardValuesAsPeopleDo() {
    assertThat(SIZE.standardText()).isEqualTo("1MiB");
    assertThat(HOLD.standardText()).isEqualTo("200ms");
    assertThat(Setting.size("n", 1000, "").standardText()).isEqualTo("1000");
    assertThat(Setting.duration("d", Duration.ZERO, "").standardText()).isEqualTo("0s");
  }

  private ConfigSection read(Map<String, ?> raw) {
    return ConfigSection.read(raw, ALL, Path.of("/etc/srv6pipes"), problems);
  }
}

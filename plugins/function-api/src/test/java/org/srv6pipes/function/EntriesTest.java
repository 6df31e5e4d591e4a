package org.srv6pipes.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EntriesTest {

  private static final Setting<String> FIND = Setting.text("find", "", "What to find.");
  private static final Setting<String> WITH = Setting.text("with", "", "What to put there.");
  private static final Setting<Boolean> REGEX = Setting.flag("regex", false, "Whether a pattern.");
  private static final Setting<List<String>> RUN = Setting.texts("run", "A command.");
  private static final ParameterField RULE = ParameterField.number("rule", 0, 8);
  private static final Entries RULES =
      new Entries(RULE, Setting.tables("rules", "Rules.", FIND, WITH, REGEX));
  private static final Entries COMMANDS =
      new Entries(RULE, Setting.tables("commands", "Commands.", RUN));

  private final Problems problems = new Problems();

  @Test
  void shouldFindTheEntryThatTheParametersNumber() {
    var entries = RULES.read(section(Map.of("7", Map.of("find", "dogs"))), problems);

    assertThat(RULES.pick(entries, new Parameters(7), problems).map(rule -> rule.get(FIND)))
        .contains("dogs");
    assertThat(problems.list()).isEmpty();
  }

  @Test
  void shouldSayWhichEntriesThereAreWhenTheNumberIsNoneOfThem() {
    assertThat(RULES.pick(Map.of(7L, "x"), new Parameters(8), problems)).isEmpty();

    assertThat(problems.toString())
        .isEqualTo("rule: there is no 8 under \"rules\" in the configuration; there are [7]");
  }

  @Test
  void shouldRefuseKeysThatNoParameterCanName() {
    RULES.read(section(Map.of("first", Map.of(), "256", Map.of())), problems);

    assertThat(problems.list())
        .extracting(Problem::key)
        .containsExactly("rules.256", "rules.first");
  }

  @Test
  void shouldTakeTextsForAnEntryWrittenOut() {
    assertThat(RULES.literal(arguments("RvZ3", "NhdH")).map(Entries.Literal::values))
        .contains(Map.of("find", "RvZ3", "with", "NhdH"));
    assertThat(
            RULES.literal(
                List.of(
                    new Argument("find", "1"),
                    new Argument("regex", "true"),
                    new Argument("hold", "5"))))
        .contains(
            new Entries.Literal(
                Map.of("find", "1", "regex", true), List.of(new Argument("hold", "5"))));
  }

  @Test
  void shouldGiveAllRemainingTextsToAKeyThatTakesAList() {
    assertThat(COMMANDS.literal(arguments("tr", "a-z", "A-Z")).map(Entries.Literal::values))
        .contains(Map.of("run", List.of("tr", "a-z", "A-Z")));
  }

  @Test
  void shouldTakeANumberForAParameter() {
    assertThat(RULES.literal(arguments("7"))).isEqualTo(Optional.empty());
    assertThat(RULES.literal(List.of())).isEqualTo(Optional.empty());
  }

  @Test
  void shouldDeclareParameterAndSettingWithTheDescriptor() {
    FunctionDescriptor descriptor = FunctionDescriptor.of("replace", 0x31, "").entries(RULES);

    assertThat(descriptor.parameters().field("rule")).contains(RULE);
    assertThat(descriptor.settings()).containsExactly(RULES.tables());
  }

  private static List<Argument> arguments(String... texts) {
    return Arrays.stream(texts).map(Argument::positional).toList();
  }

  private ConfigSection section(Map<String, ?> rules) {
    return ConfigSection.read(
        Map.of("rules", rules), List.of(RULES.tables()), Path.of(""), problems);
  }
}

package org.srv6pipes.functions;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import org.srv6pipes.function.ConfigSection;
import org.srv6pipes.function.Entries;
import org.srv6pipes.function.FunctionDescriptor;
import org.srv6pipes.function.FunctionFactory;
import org.srv6pipes.function.FunctionPlan;
import org.srv6pipes.function.ParameterField;
import org.srv6pipes.function.Problems;
import org.srv6pipes.function.Setting;
import org.srv6pipes.function.Traits;

/** {@code replace}: one text, or what a pattern matches, by another. */
public final class ReplaceProvider extends BuiltIn {

  private static final int LONGEST_TEXT = 16 << 10;

  private static final Setting<String> FIND =
      Setting.text("find", "", "The text to look for, or a pattern.");
  private static final Setting<String> WITH =
      Setting.text("with", "", "What to put in its place; $1 or ${name} is a group of a pattern.");
  private static final Setting<Boolean> REGEX =
      Setting.flag("regex", false, "Whether \"find\" is a regular expression.");
  private static final Setting<Duration> HOLD_TIMEOUT =
      Setting.duration(
          "hold-timeout",
          Duration.ofMillis(200),
          "How long the beginning of a match waits for its rest when the sender pauses.");
  private static final Setting<Long> MAX_MATCH =
      Setting.size("max-match", 1 << 10, "The longest match of a pattern.");

  private static final Entries RULES =
      new Entries(
          ParameterField.number("rule", 0, 16)
              .range(1, 0xFFFF)
              .doc("The number of a rule in the configuration."),
          Setting.tables("rules", "What to replace.", FIND, WITH, REGEX, HOLD_TIMEOUT, MAX_MATCH));

  private static final FunctionDescriptor DESCRIPTOR =
      FunctionDescriptor.of(
              "replace", 0x0031, "Replaces every occurrence of a text or pattern by another text.")
          .entries(RULES);

  /** For the service loader. */
  public ReplaceProvider() {
    super(DESCRIPTOR);
  }

  @Override
  public FunctionFactory configure(ConfigSection section, Problems problems) {
    SortedMap<Long, ConfigSection> entries = RULES.read(section, problems);
    Map<Long, FunctionPlan> rules = new HashMap<>();
    entries.forEach(
        (number, rule) -> rules.put(number, plan("rules." + number + ".", rule, problems)));
    return (parameters, unsuitable) ->
        RULES.pick(rules, parameters, unsuitable).orElseGet(FunctionPlan::refused);
  }

  private static FunctionPlan plan(String key, ConfigSection rule, Problems problems) {
    if (rule.get(FIND).isEmpty()) {
      problems.report(key + FIND.name(), "there is nothing to look for");
      return FunctionPlan.refused();
    }
    return rule.get(REGEX) ? patternPlan(key, rule, problems) : textPlan(key, rule, problems);
  }

  private static FunctionPlan textPlan(String key, ConfigSection rule, Problems problems) {
    byte[] find = rule.get(FIND).getBytes(UTF_8);
    byte[] with = rule.get(WITH).getBytes(UTF_8);
    if (find.length > LONGEST_TEXT || with.length > LONGEST_TEXT) {
      problems.report(key + FIND.name(), "texts of more than 16 KiB are not replaced");
      return FunctionPlan.refused();
    }
    long hold = rule.get(HOLD_TIMEOUT).toNanos();
    TextMatcher matcher = new TextMatcher(find);
    int room = Math.max(Traits.DEFAULT_OUTPUT_ROOM, find.length + with.length + 1);
    Traits traits = Traits.DEFAULT.outputRoom(room).memoryPerFlow(96);
    return FunctionPlan.of(
        traits, flow -> new TextReplace(matcher, with, new HoldTimer(flow, hold)));
  }

  private static FunctionPlan patternPlan(String key, ConfigSection rule, Problems problems) {
    return PatternRule.of(rule.get(FIND), rule.get(WITH), rule.get(MAX_MATCH), key, problems)
        .map(pattern -> pattern.plan(rule.get(HOLD_TIMEOUT).toNanos()))
        .orElseGet(FunctionPlan::refused);
  }
}

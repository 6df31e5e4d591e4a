package org.srv6pipes.functions;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.srv6pipes.function.FunctionException;
import org.srv6pipes.function.FunctionPlan;
import org.srv6pipes.function.FunctionProvider;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.function.Problems;
import org.srv6pipes.function.testkit.FunctionConformance;
import org.srv6pipes.function.testkit.Samples;
import org.srv6pipes.function.testkit.TestHost;

class ReplaceTest {

  private static final Duration HOLD = Duration.ofMillis(200);
  private static final byte[] MIXED = Samples.mixed(40_000, 7);

  @Nested
  class OfAWord extends Conformance {
    OfAWord() {
      super("dogs", "elephants", false);
    }
  }

  @Nested
  class OfATextThatOverlapsItself extends Conformance {
    OfATextThatOverlapsItself() {
      super("\0\0\0\0\0", "", false);
    }
  }

  @Nested
  class OfAPattern extends Conformance {
    OfAPattern() {
      super("(d|c)(o|a)([gt]s)", "$2\\$$3$0", true);
    }
  }

  @Nested
  class OfAPatternOfAnyLength extends Conformance {
    OfAPatternOfAnyLength() {
      super("\\b[a-z]+s\\b", "<$0>", true);
    }
  }

  @Nested
  class OfAlternativesThatBeginWithinEachOther extends Conformance {
    OfAlternativesThatBeginWithinEachOther() {
      super("pipes of the network|of|net", "#", true);
    }
  }

  @Test
  void shouldTurnDogsIntoCatsInBase64() throws Exception {
    try (TestHost host = host("RvZ3", "NhdH")) {
      assertThat(host.write("SSBsb3ZlIGRvZ3MhCg==").end().text()).isEqualTo("SSBsb3ZlIGNhdHMhCg==");
    }
  }

  /** After a mismatch the longest beginning that is still possible counts, not the next shorter. */
  @Test
  void shouldFindATextWhoseBeginningRepeatsWithinIt() throws Exception {
    try (TestHost host = host("ababac", "!")) {
      assertThat(host.write("abababac aababababac").end().text()).isEqualTo("ab! aabab!");
    }
    try (TestHost host = host("abababac", "!")) {
      assertThat(host.write("abababac aababababac").end().text()).isEqualTo("! aab!");
    }
  }

  @Test
  void shouldLetTheBeginningOfAMatchGoWhenItsRestDoesNotCome() throws Exception {
    try (TestHost host = host("dogs", "cats")) {
      assertThat(host.write("I love do").flush().text()).isEqualTo("I love ");
      assertThat(host.advance(HOLD.minusMillis(1)).text()).isEqualTo("I love ");
      assertThat(host.advance(Duration.ofMillis(1)).text()).isEqualTo("I love do");
      assertThat(host.write("gs, dogs").text()).isEqualTo("I love dogs, cats");
    }
  }

  @Test
  void shouldWaitAgainAfterEveryPause() throws Exception {
    try (TestHost host = host("dogs", "cats")) {
      host.write("d").flush().advance(HOLD.minusMillis(1));
      host.write("o").flush().advance(HOLD.minusMillis(1));
      assertThat(host.write("gs").text()).isEqualTo("cats");
    }
  }

  @Test
  void shouldNotTakeTheEndOfThePatienceForTheEndOfTheStream() throws Exception {
    try (TestHost host = new TestHost(pattern("o$", "0"))) {
      assertThat(host.write("do").flush().advance(HOLD).text()).isEqualTo("do");
      assertThat(host.write("do").end().text()).isEqualTo("dod0");
    }
  }

  @Test
  void shouldTakeAMatchAsItIsWhenItsRestDoesNotCome() throws Exception {
    try (TestHost host = new TestHost(pattern("[0-9]+", "#"))) {
      assertThat(host.write("a12").flush().text()).isEqualTo("a");
      assertThat(host.advance(HOLD).text()).isEqualTo("a#");
      assertThat(host.write("3b").text()).isEqualTo("a##b");
    }
  }

  @Test
  void shouldFindTheBeginningOfTheStreamOnlyThere() throws Exception {
    try (TestHost host = new TestHost(pattern("^a", "b"))) {
      assertThat(host.write("a").write("a".repeat(9_000)).end().text())
          .isEqualTo("b" + "a".repeat(9_000));
    }
  }

  @Test
  void shouldSeeLettersBeyondAsciiAsTheirBytes() throws Exception {
    try (TestHost host = new TestHost(pattern("(é)+", "<$1>"))) {
      assertThat(host.write("née").end().text()).isEqualTo("n<é>e");
    }
  }

  @Test
  void shouldNotWaitForMatchesLongerThanAllowed() throws Exception {
    try (TestHost host = new TestHost(pattern("<[^>]*>", ""))) {
      String open = "<" + "x".repeat(20_000);
      assertThat(host.write(open).text()).hasSizeGreaterThan(18_000);
      assertThat(host.write(">").end().text()).isEqualTo(open + ">");
    }
  }

  @Test
  void shouldResetAFlowWhosePatternTakesForEver() throws Exception {
    try (TestHost host = new TestHost(pattern("(a|aa)+b", "c"))) {
      assertThatThrownBy(() -> host.write("a".repeat(2_000)).end())
          .isInstanceOf(FunctionException.class)
          .hasMessageContaining("too much work");
    }
  }

  @Test
  void shouldReportEveryRuleThatIsWrong() {
    Problems problems = new Problems();
    Map<String, ?> rules =
        Map.of(
            "1", Map.of("with", "x"),
            "2", Map.of("find", "(a", "regex", true),
            "3", Map.of("find", "a*", "regex", true),
            "4", Map.of("find", "(?<x>a)", "with", "${y}", "regex", true),
            "5", Map.of("find", "a", "with", "5$", "regex", true),
            "6", Map.of("find", "a", "max-match", "1MiB", "regex", true));

    Plans.factory(new ReplaceProvider(), Map.of("rules", rules), problems);

    assertThat(problems.toString().lines())
        .containsExactly(
            "rules.1.find: there is nothing to look for",
            "rules.2.find: it is not a pattern: Unclosed group near index 2; mend it, or write"
                + " regex = false to look for the text itself",
            "rules.3.find: it matches even where there is nothing; use + for *",
            "rules.4.with: there is no such group, the pattern has 1 and their names are [x]",
            "rules.5.with: \"$\" is no group; a plain $ is written \\$",
            "rules.6.max-match: it must be 1 to 64KiB");
  }

  @Test
  void shouldSayWhichRulesThereAre() {
    Problems problems = new Problems();

    Plans.factory(new ReplaceProvider(), rule("a", "b", false)).plan(new Parameters(2), problems);

    assertThat(problems.toString()).contains("there is no 2").contains("[1]");
  }

  private static TestHost host(String find, String with) throws FunctionException {
    return new TestHost(plan(rule(find, with, false)));
  }

  private static FunctionPlan pattern(String find, String with) {
    return plan(rule(find, with, true));
  }

  private static FunctionPlan plan(Map<String, ?> configuration) {
    return Plans.factory(new ReplaceProvider(), configuration)
        .plan(new Parameters(1), new Problems());
  }

  private static Map<String, ?> rule(String find, String with, boolean regex) {
    Map<String, Object> rule = new HashMap<>();
    rule.put("find", find);
    rule.put("with", with);
    rule.put("regex", regex);
    return Map.of("rules", Map.of("1", rule));
  }

  /** The judge is Java's own replacement in one piece. */
  abstract static class Conformance extends FunctionConformance {

    private final String find;
    private final String with;
    private final boolean regex;

    Conformance(String find, String with, boolean regex) {
      this.find = find;
      this.with = with;
      this.regex = regex;
    }

    @Override
    protected FunctionProvider provider() {
      return new ReplaceProvider();
    }

    @Override
    protected Map<String, ?> configuration() {
      return rule(find, with, regex);
    }

    @Override
    protected List<byte[]> samples() {
      return List.of(new byte[0], Samples.text(40), Samples.text(3_000), new byte[10_000], MIXED);
    }

    @Override
    protected void judge(byte[] input, byte[] output) {
      String text = new String(input, ISO_8859_1);
      String expected =
          regex ? Pattern.compile(find).matcher(text).replaceAll(with) : text.replace(find, with);
      assertThat(new String(output, ISO_8859_1)).isEqualTo(expected);
    }
  }
}

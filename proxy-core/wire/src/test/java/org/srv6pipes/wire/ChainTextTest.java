package org.srv6pipes.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.srv6pipes.wire.ChainStep.Argument;

class ChainTextTest {

  @Test
  void shouldReadStepsWithArgumentsOfEachKind() {
    ChainText chain = ChainText.parse("xor(0x55)|zstd-compress ( 3, window = 17 ) | identity()");

    assertThat(chain)
        .isEqualTo(
            new ChainText(
                List.of(
                    new ChainStep("xor", List.of(new Argument.Positional("0x55"))),
                    new ChainStep(
                        "zstd-compress",
                        List.of(new Argument.Positional("3"), new Argument.Named("window", "17"))),
                    new ChainStep("identity", List.of()))));
    assertThat(chain).hasToString("xor(0x55) | zstd-compress(3, window=17) | identity");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '\0',
      value = {
        "a ; a",
        "a() ; a",
        "a ( ) ; a",
        "a.b-c_9 ; a.b-c_9",
        "a(\"b\") ; a(b)",
        "a(\"b c\") ; a(\"b c\")",
        "a(\"\") ; a(\"\")",
        "a(k=\"\") ; a(k=\"\")",
        "a(k = \"v w\", l=x) ; a(k=\"v w\", l=x)",
        "a(\"(),=|'\") ; a(\"(),=|'\")",
        "a(\"\\\"\\\\\") ; a(\"\\\"\\\\\")",
        "a(\"\\n\\r\\t\\u0041\\u00e9\") ; a(\"\\n\\r\\tA\\u00e9\")",
        "a(\"\u00e9\") ; a(\"\\u00e9\")",
        "a(\"\\ud83d\") ; a(\"\\ud83d\")",
        "a(10Mbit/s, fc00::1, 50%, /bin/cat, *) ; a(10Mbit/s, fc00::1, 50%, /bin/cat, *)",
        "replace(\"a|b\", with=\"c\")|base64-encode ; replace(\"a|b\", with=c) | base64-encode",
      })
  void shouldWriteTheCanonicalTextWhichReadsBackTheSame(String text, String canonical) {
    ChainText chain = ChainText.parse(text);

    assertThat(chain).hasToString(canonical);
    assertThat(ChainText.parse(canonical)).isEqualTo(chain);
  }

  @Test
  void shouldUnescapeWhatStandsInQuotes() {
    assertThat(ChainText.parse("a(\"\\\"\\\\\\n\\r\\t\\u00e9\")").steps().getFirst().arguments())
        .containsExactly(new Argument.Positional("\"\\\n\r\t\u00e9"));
  }

  @Test
  void shouldReadLinesAsOneText() {
    assertThat(ChainText.parse("\n a\t(\r\n1 ,\n2)\n|\nb\n")).hasToString("a(1, 2) | b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '\0',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        ";1;expected the name of a function, found the end",
        "  ;3;expected the name of a function, found the end",
        "|a;1;expected the name of a function, found '|'",
        "a||b;3;expected the name of a function, found '|'",
        "a|;3;expected the name of a function, found the end",
        "9a;1;expected the name of a function, found '9'",
        "-a;1;expected the name of a function, found '-'",
        "a b;3;expected \"(\", \"|\" or the end, found 'b'",
        "a(1) b;6;expected \"|\" or the end, found 'b'",
        "a(1)(2);5;expected \"|\" or the end, found '('",
        "a() (2);5;expected \"|\" or the end, found '('",
        "a);2;expected \"(\", \"|\" or the end, found ')'",
        "a(;3;expected a value (in double quotes if it is not a plain word), found the end",
        "a(1,);5;expected a value (in double quotes if it is not a plain word), found ')'",
        "a(,1);3;expected a value (in double quotes if it is not a plain word), found ','",
        "a('b');3;expected a value (in double quotes if it is not a plain word), found '''",
        "a(k=);5;expected a value (in double quotes if it is not a plain word), found ')'",
        "a(1;4;expected \",\" or \")\", found the end",
        "a(1 2);5;expected \",\" or \")\", found '2'",
        "a(k=v=w);6;expected \",\" or \")\", found '='",
        "a(\"k\"=v);6;expected \",\" or \")\", found '='",
        "a(1=2);3;\"1\" is not the name of an argument",
        "a(k=1, k=2);8;\"k\" stands twice",
        "a(k=1, 2);8;a value without a name cannot follow one with a name",
        "a(k=1, \"2\");8;a value without a name cannot follow one with a name",
        "a(\"b;3;this quote is never closed",
        "a(\"b\\\";3;this quote is never closed",
        "a(\"\\x\");5;expected one of \" \\ n r t u behind a backslash, found 'x'",
        "a(\"\\;5;expected one of \" \\ n r t u behind a backslash, found the end",
        "a(\"\\u00g0\");8;expected four hex digits, found 'g'",
      })
  void shouldNameTheColumnAndWhatWasExpectedThere(String text, int column, String problem) {
    String chain = text == null ? "" : text;
    assertThatThrownBy(() -> ChainText.parse(chain))
        .isInstanceOfSatisfying(
            ChainSyntaxException.class,
            e -> {
              assertThat(e.column()).isEqualTo(column);
              assertThat(e.problem()).isEqualTo(problem);
            })
        .hasMessage("column " + column + " of \"" + chain + "\": " + problem);
  }

  @Test
  void shouldRefuseToBeWhatCannotBeWritten() {
    Argument named = new Argument.Named("k", "v");
    Argument positional = new Argument.Positional("v");

    assertRefused(() -> new ChainText(List.of()), "a chain has at least one step");
    assertRefused(
        () -> new ChainStep("a b", List.of()),
        "\"a b\" is not a name: a letter, then letters, digits, \"-\", \"_\" and \".\"");
    assertRefused(
        () -> new ChainStep("a", List.of(named, named)), "an argument of one name stands twice");
    assertRefused(
        () -> new ChainStep("a", List.of(named, positional)),
        "an argument without a name follows one with a name");
    assertRefused(
        () -> new Argument.Named("", "v"),
        "\"\" is not a name: a letter, then letters, digits, \"-\", \"_\" and \".\"");
  }

  private static void assertRefused(Runnable construction, String why) {
    assertThatThrownBy(construction::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(why);
  }
}

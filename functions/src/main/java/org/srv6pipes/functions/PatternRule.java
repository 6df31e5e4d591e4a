package org.srv6pipes.functions;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.srv6pipes.function.FunctionPlan;
import org.srv6pipes.function.Problems;
import org.srv6pipes.function.Traits;
import org.srv6pipes.function.Work;

/**
 * A regular expression over bytes, with what to put in place of a match. A byte is a character
 * here, so a letter beyond ASCII is several.
 */
record PatternRule(Pattern pattern, Substitute substitute, int maxMatch) {

  private static final int LARGEST_MATCH = 64 << 10;
  private static final int LARGEST_SUBSTITUTE = 256 << 10;

  static Optional<PatternRule> of(
      String find, String with, long maxMatch, String key, Problems problems) {
    if (maxMatch < 1 || maxMatch > LARGEST_MATCH) {
      problems.report(key + "max-match", "it must be 1 to 64KiB");
      return Optional.empty();
    }
    try {
      Pattern pattern = Pattern.compile(bytesAsCharacters(find));
      if (pattern.matcher("").find()) {
        problems.report(key + "find", "it matches even where there is nothing", "use + for *");
        return Optional.empty();
      }
      Substitute substitute = Substitute.parse(bytesAsCharacters(with), pattern);
      if (substitute.longest(maxMatch) > LARGEST_SUBSTITUTE) {
        problems.report(key + "with", "it can become longer than 256KiB", "lower max-match");
        return Optional.empty();
      }
      return Optional.of(new PatternRule(pattern, substitute, (int) maxMatch));
    } catch (PatternSyntaxException e) {
      problems.report(
          key + "find",
          "it is not a pattern: %s near index %d".formatted(e.getDescription(), e.getIndex()),
          "mend it, or write regex = false to look for the text itself");
    } catch (IllegalArgumentException e) {
      problems.report(key + "with", String.valueOf(e.getMessage()));
    }
    return Optional.empty();
  }

  FunctionPlan plan(long holdNanos) {
    long memory = PatternReplace.memory(maxMatch, substitute.longest(maxMatch));
    Traits traits = Traits.DEFAULT.work(Work.HEAVY).memoryPerFlow(memory);
    return FunctionPlan.of(
        traits, flow -> new PatternReplace(this, new HoldTimer(flow, holdNanos)));
  }

  private static String bytesAsCharacters(String text) {
    return new String(text.getBytes(UTF_8), ISO_8859_1);
  }
}

package org.srv6pipes.service.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.tomlj.TomlParseError;

/** What is not TOML, in the form of every other problem. No value is quoted: it may be a secret. */
final class SyntaxProblems {

  private static final Pattern QUOTED = Pattern.compile("'[^'\\\\]{2,}'");

  private static final Pattern READABLE = Pattern.compile("[\\P{Cntrl}]{1,100}");

  private final List<String> lines;
  private final Reading reading;
  private final List<Problem> problems = new ArrayList<>();

  private SyntaxProblems(String text, Reading reading) {
    this.lines = text.lines().toList();
    this.reading = reading;
  }

  /**
   * With those of the reading that are sure to be true although the parser had to skip something.
   */
  static List<Problem> of(String text, List<TomlParseError> errors, Reading reading) {
    SyntaxProblems all = new SyntaxProblems(text, reading);
    errors.forEach(all::add);
    List<Problem> sure = reading.problems().stream().filter(all::isSure).toList();
    all.problems.addAll(sure);
    return all.problems;
  }

  private void add(TomlParseError error) {
    int line = error.position().line();
    String reason = QUOTED.matcher(String.valueOf(error.getMessage())).replaceAll("more text");
    String message =
        "is not TOML at column "
            + error.position().column()
            + ": "
            + lowerCase(reason)
            + wayOut(reason);
    problems.add(new Problem(reading.file(), line, keyIn(line), message));
  }

  /**
   * A key that is not there may have been skipped, and after a broken header keys are taken for
   * another table's.
   */
  private boolean isSure(Problem problem) {
    return reading.has(problem.key())
        && problems.stream()
            .noneMatch(
                error ->
                    error.line() == problem.line()
                        || (error.line() < problem.line() && isHeader(error)));
  }

  private static boolean isHeader(Problem error) {
    return error.key().startsWith("[");
  }

  /** What stands left of the equals sign, or the first word, if it can be shown to a person. */
  private String keyIn(int line) {
    String content = line <= lines.size() ? lines.get(line - 1) : "";
    String key = content.strip().split("[\\s=]", 2)[0];
    return READABLE.matcher(key).matches() ? key : "(no key)";
  }

  private static String wayOut(String reason) {
    if (reason.contains("previously defined")) {
      return "; keep one of the two";
    }
    if (reason.contains("expected . or =")) {
      return "; write key = value";
    }
    boolean bare = reason.contains("a value") || reason.contains("a newline or");
    return bare ? "; text, addresses and durations stand in double quotes" : "";
  }

  private static String lowerCase(String sentence) {
    return sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
  }
}

package org.srv6pipes.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.srv6pipes.wire.ChainStep.Argument;

/** Reads the grammar of {@link ChainText}, one method for each of its rules. */
final class ChainParser {
  private static final char END = '\0';

  private final String text;
  private int at;

  ChainParser(String text) {
    this.text = text;
  }

  ChainText chain() {
    List<ChainStep> steps = new ArrayList<>();
    do {
      steps.add(step());
    } while (accept('|'));
    return new ChainText(steps);
  }

  private ChainStep step() {
    String name = name("the name of a function");
    if (!accept('(')) {
      requireEndOfStep("\"(\", \"|\" or the end");
      return new ChainStep(name, List.of());
    }
    ChainStep step = new ChainStep(name, accept(')') ? List.of() : arguments());
    requireEndOfStep("\"|\" or the end");
    return step;
  }

  private void requireEndOfStep(String otherwise) {
    skipSpace();
    if (at < text.length() && peek() != '|') {
      throw expected(otherwise);
    }
  }

  /** Reads on behind the opening parenthesis. */
  private List<Argument> arguments() {
    List<Argument> arguments = new ArrayList<>();
    do {
      arguments.add(argument(arguments));
    } while (accept(','));
    if (!accept(')')) {
      throw expected("\",\" or \")\"");
    }
    return arguments;
  }

  private Argument argument(List<Argument> before) {
    skipSpace();
    int start = at;
    boolean quoted = peek() == '"';
    String value = value();
    if (quoted || !accept('=')) {
      boolean late = !before.isEmpty() && before.getLast() instanceof Argument.Named;
      reject(late, start, "a value without a name cannot follow one with a name");
      return new Argument.Positional(value);
    }
    reject(!ChainSyntax.isName(value), start, "\"" + value + "\" is not the name of an argument");
    reject(before.stream().anyMatch(isNamed(value)), start, "\"" + value + "\" stands twice");
    return new Argument.Named(value, value());
  }

  private static Predicate<Argument> isNamed(String name) {
    return argument -> argument instanceof Argument.Named named && named.name().equals(name);
  }

  private String name(String what) {
    skipSpace();
    int start = at;
    while (ChainSyntax.isInName(peek())) {
      at++;
    }
    String name = text.substring(start, at);
    if (!ChainSyntax.isName(name)) {
      at = start;
      throw expected(what);
    }
    return name;
  }

  private String value() {
    skipSpace();
    return accept('"') ? quoted() : word();
  }

  private String word() {
    int start = at;
    while (ChainSyntax.isInWord(peek())) {
      at++;
    }
    if (at == start) {
      throw expected("a value (in double quotes if it is not a plain word)");
    }
    return text.substring(start, at);
  }

  /** Reads on behind the opening quote. */
  private String quoted() {
    int open = at - 1;
    StringBuilder value = new StringBuilder();
    while (at < text.length() && peek() != '"') {
      char c = text.charAt(at++);
      value.append(c == '\\' ? escaped() : c);
    }
    reject(at == text.length(), open, "this quote is never closed");
    at++;
    return value.toString();
  }

  /** Reads on behind the backslash. */
  private char escaped() {
    char c = peek();
    int index = "\"\\nrtu".indexOf(c);
    if (index < 0 || at == text.length()) {
      throw expected("one of \" \\ n r t u behind a backslash");
    }
    at++;
    return c == 'u' ? unicode() : "\"\\\n\r\t".charAt(index);
  }

  private char unicode() {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = peek() < 0x80 ? Character.digit(peek(), 16) : -1;
      if (digit < 0) {
        throw expected("four hex digits");
      }
      code = code * 16 + digit;
      at++;
    }
    return (char) code;
  }

  /** Passes over a character, and white space before it, if it comes next. */
  private boolean accept(char c) {
    skipSpace();
    boolean next = at < text.length() && text.charAt(at) == c;
    if (next) {
      at++;
    }
    return next;
  }

  private void skipSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  /** The next character; at the end one that no rule begins with. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : END;
  }

  private void reject(boolean wrong, int index, String problem) {
    if (wrong) {
      throw new ChainSyntaxException(text, index + 1, problem);
    }
  }

  private ChainSyntaxException expected(String what) {
    String found = at < text.length() ? "'" + text.charAt(at) + "'" : "the end";
    return new ChainSyntaxException(text, at + 1, "expected " + what + ", found " + found);
  }
}

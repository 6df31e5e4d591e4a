package org.srv6pipes.wire;

/** What characters mean in a chain, for those who read one and those who print one. */
final class ChainSyntax {
  private static final String NOT_IN_WORDS = "(),=|\"'\\";

  private ChainSyntax() {}

  static boolean isName(String text) {
    return !text.isEmpty()
        && isLetter(text.charAt(0))
        && text.chars().allMatch(c -> isInName((char) c));
  }

  static void checkName(String text) {
    if (!isName(text)) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a name: a letter, then letters, digits, \"-\", \"_\" and \".\"");
    }
  }

  static boolean isLetter(char c) {
    return isIn('a', c, 'z') || isIn('A', c, 'Z');
  }

  static boolean isInName(char c) {
    return isLetter(c) || isIn('0', c, '9') || c == '-' || c == '_' || c == '.';
  }

  private static boolean isIn(char first, char c, char last) {
    return first <= c && c <= last;
  }

  static boolean isInWord(char c) {
    return c > ' ' && c < 0x7f && NOT_IN_WORDS.indexOf(c) < 0;
  }

  /** A value as a word where it is one, in quotes otherwise. */
  static String printed(String value) {
    boolean word = !value.isEmpty() && value.chars().allMatch(c -> isInWord((char) c));
    return word ? value : quoted(value);
  }

  private static String quoted(String value) {
    StringBuilder text = new StringBuilder(value.length() + 2).append('"');
    for (int i = 0; i < value.length(); i++) {
      text.append(inQuotes(value.charAt(i)));
    }
    return text.append('"').toString();
  }

  /** Escapes what would end the text, and what an editor or a terminal would not show as it is. */
  private static String inQuotes(char c) {
    return switch (c) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> c >= ' ' && c < 0x7f ? String.valueOf(c) : "\\u%04x".formatted((int) c);
    };
  }
}

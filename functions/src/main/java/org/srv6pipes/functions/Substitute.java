package org.srv6pipes.functions;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What stands in place of a match: texts and groups of the match. */
final class Substitute {

  private static final Pattern PART =
      Pattern.compile(
          "\\$(?<number>[0-9])|\\$\\{(?<name>\\w+)}|\\\\(?<escaped>.)|(?<plain>[^$\\\\]+)");

  /** Number of a group, or -1 for a text. */
  private record Part(int group, ByteBuffer text) {

    static Part text(String text) {
      return new Part(-1, ByteBuffer.wrap(text.getBytes(ISO_8859_1)));
    }

    static Part group(int number) {
      return new Part(number, ByteBuffer.allocate(0));
    }

    boolean isText() {
      return group < 0;
    }
  }

  private final List<Part> parts;

  private Substitute(List<Part> parts) {
    this.parts = parts;
  }

  /**
   * Reads {@code $1}, {@code ${name}}, {@code \$} and plain text.
   *
   * @throws IllegalArgumentException if it is none of these, or a group that the pattern lacks
   */
  static Substitute parse(String text, Pattern pattern) {
    List<Part> parts = new ArrayList<>();
    Matcher matcher = PART.matcher(text);
    int at = 0;
    while (at < text.length()) {
      matcher.region(at, text.length());
      if (!matcher.lookingAt()) {
        throw new IllegalArgumentException(
            "\"%s\" is no group; a plain $ is written \\$".formatted(text.substring(at)));
      }
      parts.add(part(matcher, pattern));
      at = matcher.end();
    }
    return new Substitute(parts);
  }

  private static Part part(Matcher matcher, Pattern pattern) {
    if (matcher.group("number") != null) {
      return group(Integer.parseInt(matcher.group("number")), pattern);
    }
    if (matcher.group("name") != null) {
      return group(pattern.namedGroups().getOrDefault(matcher.group("name"), -1), pattern);
    }
    String plain = matcher.group("plain");
    return Part.text(plain != null ? plain : matcher.group("escaped"));
  }

  private static Part group(int number, Pattern pattern) {
    int last = pattern.matcher("").groupCount();
    if (number < 0 || number > last) {
      throw new IllegalArgumentException(
          "there is no such group, the pattern has %d and their names are %s"
              .formatted(last, pattern.namedGroups().keySet()));
    }
    return Part.group(number);
  }

  /** How long it can become for a match of some length. */
  long longest(long match) {
    return parts.stream().mapToLong(part -> part.isText() ? part.text().capacity() : match).sum();
  }

  void writeTo(Outbox out, MatchResult match, byte[] bytes) {
    for (Part part : parts) {
      if (part.isText()) {
        out.add(part.text().array(), 0, part.text().capacity());
      } else if (match.start(part.group()) >= 0) {
        out.add(
            bytes, match.start(part.group()), match.end(part.group()) - match.start(part.group()));
      }
    }
  }
}

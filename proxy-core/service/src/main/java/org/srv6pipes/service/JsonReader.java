package org.srv6pipes.service;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one JSON value (RFC 8259); see {@link Json#parse}. */
final class JsonReader {

  /** Whoever nests deeper wants to see our stack overflow. */
  private static final int DEEPEST = 64;

  private final String text;
  private int position;
  private int depth;

  JsonReader(String text) {
    this.text = text;
  }

  Object whole() {
    Object value = value();
    skipSpace();
    if (value == null || position < text.length()) {
      throw wrong("one value was expected");
    }
    return value;
  }

  private @Nullable Object value() {
    skipSpace();
    return switch (peek()) {
      case '{' -> nested(this::map);
      case '[' -> nested(this::list);
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  /** A value that holds others. */
  @FunctionalInterface
  private interface Nested {
    Object read();
  }

  private Object nested(Nested value) {
    if (++depth > DEEPEST) {
      throw wrong("nested too deep");
    }
    position++;
    Object read = value.read();
    depth--;
    return read;
  }

  private Map<String, Object> map() {
    Map<String, Object> map = new LinkedHashMap<>();
    for (boolean first = true; !ends('}', first); first = false) {
      skipSpace();
      String name = string();
      skipSpace();
      expect(':');
      Object value = value();
      if (value != null) {
        map.put(name, value);
      }
    }
    return map;
  }

  private List<Object> list() {
    List<Object> list = new ArrayList<>();
    for (boolean first = true; !ends(']', first); first = false) {
      Object value = value();
      if (value != null) {
        list.add(value);
      }
    }
    return list;
  }

  /** Whether the end is here; otherwise, past the comma before the next element. */
  private boolean ends(char end, boolean first) {
    skipSpace();
    if (peek() == end) {
      position++;
      return true;
    }
    if (!first) {
      expect(',');
    }
    return false;
  }

  private @Nullable Object word(String word, @Nullable Object value) {
    if (!text.startsWith(word, position)) {
      throw wrong("\"" + word + "\" was expected");
    }
    position += word.length();
    return value;
  }

  private Object number() {
    int begin = position;
    while (position < text.length() && "+-.eE0123456789".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
    String digits = text.substring(begin, position);
    try {
      return digits.matches("-?\\d+") ? (Object) Long.valueOf(digits) : Double.valueOf(digits);
    } catch (NumberFormatException e) {
      position = begin;
      throw wrong("a value was expected");
    }
  }

  private String string() {
    expect('"');
    StringBuilder value = new StringBuilder();
    while (peek() != '"') {
      char next = text.charAt(position++);
      value.append(next == '\\' ? escape() : next);
    }
    position++;
    return value.toString();
  }

  private char escape() {
    char kind = peek();
    position++;
    return switch (kind) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'u' -> unicode();
      case '"', '\\', '/' -> kind;
      default -> throw wrong("no such escape");
    };
  }

  private char unicode() {
    int end = position + 4;
    if (end > text.length()) {
      throw wrong("four hexadecimal digits were expected");
    }
    try {
      char value = (char) Integer.parseInt(text.substring(position, end), 16);
      position = end;
      return value;
    } catch (NumberFormatException e) {
      throw wrong("four hexadecimal digits were expected");
    }
  }

  private void expect(char wanted) {
    if (peek() != wanted) {
      throw wrong("'" + wanted + "' was expected");
    }
    position++;
  }

  private char peek() {
    if (position >= text.length()) {
      throw wrong("it ends too early");
    }
    return text.charAt(position);
  }

  private void skipSpace() {
    while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException("not JSON at character " + position + ": " + what);
  }
}

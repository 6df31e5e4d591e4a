package org.srv6pipes.service.config;

/**
 * The configuration in force as text, written while a file is read; each table has its plain keys
 * before its tables.
 */
final class Effective {

  private final StringBuilder text = new StringBuilder();

  void section(String header) {
    text.append(text.isEmpty() ? "" : "\n").append(header).append('\n');
  }

  void given(String name, String literal) {
    text.append(name).append(" = ").append(literal).append('\n');
  }

  void standard(String name, String literal) {
    text.append(name).append(" = ").append(literal).append("  # default\n");
  }

  void unset(String name) {
    text.append("# ").append(name).append(" is not set\n");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}

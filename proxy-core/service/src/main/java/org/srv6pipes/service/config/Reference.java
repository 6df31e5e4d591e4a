package org.srv6pipes.service.config;

/** The reference page as it is written: Markdown, one table of keys for each table of the file. */
final class Reference {

  private final StringBuilder text = new StringBuilder();
  private boolean inTable;

  void role(String role, String documentation) {
    text.append("## ").append(role).append("\n\n").append(documentation).append('\n');
  }

  void key(String name, String type, String otherwise, String documentation) {
    if (!inTable) {
      text.append("\n| key | value | default | meaning |\n|---|---|---|---|\n");
      inTable = true;
    }
    text.append("| `")
        .append(name)
        .append("` | ")
        .append(cell(type))
        .append(" | ")
        .append(cell(otherwise));
    text.append(" | ").append(cell(documentation)).append(" |\n");
  }

  void section(String header, String documentation, Table<?> table, String path) {
    inTable = false;
    text.append("\n### `").append(header).append("`\n");
    text.append(documentation.isEmpty() ? "" : "\n" + documentation + "\n");
    table.describe(this, path);
    inTable = false;
  }

  /** A table whose keys are documented elsewhere. */
  void free(String header, String documentation) {
    inTable = false;
    text.append("\n### `").append(header).append("`\n\n").append(documentation).append('\n');
  }

  private static String cell(String content) {
    return content.replace("|", "\\|");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}

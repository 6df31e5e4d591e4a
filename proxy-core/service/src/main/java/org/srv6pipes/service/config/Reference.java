package org.srv6pipes.service.config;

/** The reference page as it is written: Markdown, one table of keys for each table of the file. */
final class Reference implements Listing {

  private final StringBuilder text = new StringBuilder();
  private boolean inTable;

  @Override
  public void role(String role, String documentation) {
    text.append("## ").append(role).append("\n\n").append(documentation).append('\n');
  }

  @Override
  public void key(Entry entry) {
    if (!inTable) {
      text.append("\n| key | value | default | meaning |\n|---|---|---|---|\n");
      inTable = true;
    }
    text.append("| `")
        .append(entry.name())
        .append("` | ")
        .append(cell(entry.type()))
        .append(" | ")
        .append(cell(entry.standard().map(literal -> "`" + literal + "`").orElse(entry.absent())))
        .append(" | ")
        .append(cell(entry.documentation()))
        .append(" |\n");
  }

  @Override
  public void section(String header, String documentation, Table<?> table, String path) {
    inTable = false;
    text.append("\n### `").append(header).append("`\n");
    text.append(documentation.isEmpty() ? "" : "\n" + documentation + "\n");
    table.describe(this, path);
    inTable = false;
  }

  @Override
  public void furtherSection(String header, String documentation, Table<?> table, String path) {
    section(header, documentation, table, path);
  }

  @Override
  public void free(String header, String documentation) {
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

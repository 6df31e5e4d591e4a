package org.srv6pipes.service.config;

import java.util.ArrayList;
import java.util.List;

/**
 * A configuration file that explains itself: every key with its documentation, commented out, with
 * the value that holds anyway, or an example where none does.
 */
final class ExampleFile implements Listing {

  private static final int WIDTH = 98;
  private static final String COMMENT = "# ";
  private static final String COMMENTED_OUT = "#";

  private final StringBuilder text = new StringBuilder();
  private boolean isCommentedOut;

  @Override
  public void role(String role, String documentation) {
    comment(documentation);
    text.append("#\n");
    comment(
        "Every key stands here with what holds while it is commented out; remove the # to change"
            + " it. Those that are required, or not set, have an example. `srv6pipes check --role "
            + role
            + " -c FILE` says all that is wrong with this file, `--print-effective` what is in"
            + " force.");
  }

  @Override
  public void key(Entry entry) {
    text.append('\n');
    comment(entry.documentation());
    comment(entry.type() + entry.standard().map(_ -> "").orElse(", " + entry.absent()));
    text.append(COMMENTED_OUT)
        .append(entry.name())
        .append(" = ")
        .append(entry.standard().orElse(entry.example()))
        .append('\n');
  }

  @Override
  public void section(String header, String documentation, Table<?> table, String path) {
    header(isCommentedOut ? COMMENTED_OUT + header : header, documentation);
    table.describe(this, path);
  }

  @Override
  public void furtherSection(String header, String documentation, Table<?> table, String path) {
    boolean outer = isCommentedOut;
    isCommentedOut = true;
    section(header, documentation, table, path);
    isCommentedOut = outer;
  }

  @Override
  public void free(String header, String documentation) {
    header(header, documentation);
  }

  private void header(String header, String documentation) {
    text.append("\n\n").append(header).append('\n');
    comment(documentation);
  }

  private void comment(String words) {
    for (String line : lines(words)) {
      text.append(COMMENT).append(line).append('\n');
    }
  }

  private static List<String> lines(String words) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : words.split("\\s+")) {
      if (!line.isEmpty() && line.length() + word.length() >= WIDTH) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    if (!line.isEmpty()) {
      lines.add(line.toString());
    }
    return lines;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}

package org.srv6pipes.wire;

/** A text that is not a chain. The message names the column and what was expected there. */
public final class ChainSyntaxException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final int column;
  private final String problem;

  ChainSyntaxException(String text, int column, String problem) {
    super("column " + column + " of \"" + text + "\": " + problem);
    this.column = column;
    this.problem = problem;
  }

  /** Counted from 1, in {@code char}s. */
  public int column() {
    return column;
  }

  /** What is wrong at the column, without repeating the text. */
  public String problem() {
    return problem;
  }
}

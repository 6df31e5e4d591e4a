package org.srv6pipes.wire;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A chain of functions as text, the one grammar of command lines, policies and configuration.
 *
 * <pre>
 * chain    = step *( "|" step )
 * step     = name [ "(" [ argument *( "," argument ) ] ")" ]
 * argument = value / name "=" value          values without a name first
 * name     = a letter, then letters, digits, "-", "_", "."
 * value    = word / quoted
 * word     = printable ASCII without space ( ) , = | " ' \
 * quoted   = DQUOTE *( any character but DQUOTE and "\" / escape ) DQUOTE
 * escape   = "\" ( DQUOTE / "\" / "n" / "r" / "t" / "u" and four hex digits )
 * </pre>
 *
 * White space may stand between any two of these parts. {@code xor(0x55) | replace("a b", with=c)}
 * has two steps.
 *
 * @param steps in the order in which bytes meet them, at least one
 */
public record ChainText(List<ChainStep> steps) {

  public ChainText {
    steps = List.copyOf(steps);
    Checks.require(!steps.isEmpty(), "a chain has at least one step");
  }

  /**
   * @throws ChainSyntaxException with the column and what was expected there
   */
  public static ChainText parse(String text) {
    return new ChainParser(text).chain();
  }

  /** The canonical text, which reads back as an equal value. */
  @Override
  public String toString() {
    return steps.stream().map(ChainStep::toString).collect(Collectors.joining(" | "));
  }
}

package org.srv6pipes.dist.cli;

import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Colours, where the terminal has them. The text may be anything: it is never taken for markup. */
record Paint(boolean colourful) {

  static Paint of(CommandLine command) {
    Ansi ansi = command.getColorScheme().ansi();
    return new Paint(ansi.enabled());
  }

  String bold(String text) {
    return styled("1", text);
  }

  String green(String text) {
    return styled("32", text);
  }

  String yellow(String text) {
    return styled("33", text);
  }

  String cyan(String text) {
    return styled("36", text);
  }

  private String styled(String code, String text) {
    return colourful ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}

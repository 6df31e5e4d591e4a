package org.srv6pipes.dist.cli;

import org.slf4j.event.Level;
import org.srv6pipes.dist.log.Log;
import picocli.CommandLine.Option;

/** What a command that runs on says in its log. */
final class LogOptions {

  @Option(
      names = "--log-level",
      defaultValue = "INFO",
      paramLabel = "LEVEL",
      description =
          "${COMPLETION-CANDIDATES}: lines of this kind and the more urgent ones"
              + " (${DEFAULT-VALUE}).")
  private Level level;

  void apply() {
    Log.level(level);
  }
}

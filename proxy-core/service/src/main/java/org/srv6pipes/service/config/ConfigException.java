package org.srv6pipes.service.config;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.srv6pipes.service.Reason;

/**
 * A configuration file that cannot be used, with everything that is wrong in it. The message is
 * meant for a person.
 */
public final class ConfigException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /** One line for each problem, in the order of the file. */
  public ConfigException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(joining("\n")));
    this.problems = List.copyOf(problems);
  }

  ConfigException(Path file, IOException cause) {
    this(List.of(Problem.ofAll(file, "cannot be read: " + Reason.of(cause))));
    initCause(cause);
  }

  /** In the order of the file. */
  public List<Problem> problems() {
    return problems;
  }
}

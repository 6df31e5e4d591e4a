package org.srv6pipes.service.config;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

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
    super(file + ": cannot be read: " + reason(cause), cause);
    this.problems = List.of();
  }

  /** In the order of the file; empty when the file could not be read at all. */
  public List<Problem> problems() {
    return problems;
  }

  private static String reason(IOException cause) {
    return switch (cause) {
      case NoSuchFileException _ -> "there is no such file";
      case AccessDeniedException _ -> "permission denied";
      case CharacterCodingException _ -> "it is not text in UTF-8";
      default -> Objects.requireNonNullElseGet(cause.getMessage(), cause::toString);
    };
  }
}

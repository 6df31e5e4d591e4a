package org.srv6pipes.dist.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.srv6pipes.lab.LabRegistry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code srv6pipes lab exec [LAB] HOST -- COMMAND} */
@Command(
    name = "exec",
    header = "Run a command in a host of a lab. The exit code is the command's own.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  srv6pipes lab exec client -- ip -6 route",
      "  srv6pipes lab exec play p1 -- tcpdump -lni any 'ip6[6] = 43 or tcp'"
    })
final class LabExecCommand implements Callable<Integer> {

  private static final String SEPARATOR = "--";

  @Spec private CommandSpec spec;

  @Parameters(
      hideParamSyntax = true,
      paramLabel = "[LAB] HOST -- COMMAND [ARGUMENT...]",
      description = "LAB may be left out when only one is up.")
  private List<String> words = List.of();

  @Override
  public Integer call() {
    List<String> given = spec.commandLine().getParseResult().originalArgs();
    int separator = given.indexOf(SEPARATOR);
    int commandLength = separator < 0 ? 0 : given.size() - separator - 1;
    List<String> where = words.subList(0, words.size() - commandLength);
    if (commandLength == 0 || where.isEmpty() || where.size() > 2) {
      throw new ParameterException(spec.commandLine(), "write [LAB] HOST -- COMMAND");
    }
    LabRegistry labs = LabRegistry.ofThisUser();
    Optional<String> lab = where.size() == 2 ? Optional.of(where.getFirst()) : Optional.empty();
    return labs.exec(labs.host(lab, where.getLast()), words.subList(where.size(), words.size()));
  }
}

package org.srv6pipes.dist.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.srv6pipes.lab.LabRegistry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code srv6pipes lab down} */
@Command(
    name = "down",
    header = "Take labs down, with all that runs in them.",
    footerHeading = "%nExamples:%n",
    footer = {"  srv6pipes lab down play", "  srv6pipes lab down --all"})
final class LabDownCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(arity = "0..*", paramLabel = "LAB", description = "The names of labs.")
  private List<String> names = List.of();

  @Option(names = "--all", description = "All labs, and what is left of those that were killed.")
  private boolean all;

  @Override
  public Integer call() {
    if (all == !names.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "name labs, or say --all");
    }
    PrintWriter out = spec.commandLine().getOut();
    LabRegistry labs = LabRegistry.ofThisUser();
    if (all) {
      labs.downAll().forEach(lab -> out.println(lab.name() + " is down"));
    }
    for (String name : names) {
      labs.down(name);
      out.println(name + " is down");
    }
    return ExitCode.OK;
  }
}

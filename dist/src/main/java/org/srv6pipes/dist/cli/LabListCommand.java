package org.srv6pipes.dist.cli;

import static java.util.stream.Collectors.joining;

import java.util.concurrent.Callable;
import org.srv6pipes.lab.LabEntry;
import org.srv6pipes.lab.LabEntry.HostEntry;
import org.srv6pipes.lab.LabRegistry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code srv6pipes lab list} */
@Command(
    name = "list",
    header = "List the labs that are up, with their hosts.",
    footerHeading = "%nExamples:%n",
    footer = "  srv6pipes lab list")
final class LabListCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    for (LabEntry lab : LabRegistry.ofThisUser().labs()) {
      String hosts = lab.hosts().stream().map(HostEntry::name).collect(joining(" "));
      spec.commandLine().getOut().printf("%-12s%s%n", lab.name(), hosts);
    }
    return ExitCode.OK;
  }
}

package org.srv6pipes.dist.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code srv6pipes lab} */
@Command(
    name = "lab",
    header = "Hosts in namespaces to try things in; they stay until they are taken down.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  srv6pipes lab up --topology star --hosts 4 --name play",
      "  srv6pipes lab exec router -- tcpdump -lni any 'ip6[6] = 43 or tcp'",
      "  srv6pipes lab down play"
    },
    subcommands = {
      LabUpCommand.class,
      LabExecCommand.class,
      LabListCommand.class,
      LabWebCommand.class,
      LabDownCommand.class
    })
final class LabCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say up, exec, list, web or down");
  }
}

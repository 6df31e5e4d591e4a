package org.srv6pipes.dist.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.srv6pipes.dist.web.LocalHost;
import org.srv6pipes.dist.web.Scene;
import org.srv6pipes.lab.LabEntry;
import org.srv6pipes.lab.LabRegistry;
import org.srv6pipes.service.Signals;
import org.srv6pipes.service.http.HttpListener;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code srv6pipes lab web} */
@Command(
    name = "web",
    header = "Show a lab on a page: its links with their load, its proxies, and their flows.",
    footerHeading = "%nExamples:%n",
    footer = {"  srv6pipes lab web", "  srv6pipes lab web play --port 8080"})
final class LabWebCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "LAB",
      description = "May be left out when only one is up.")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--port",
      defaultValue = "8465",
      paramLabel = "PORT",
      description = "Of ::1 (${DEFAULT-VALUE}).")
  private int port;

  @Override
  public Integer call() throws Exception {
    Signals signals = Signals.listen();
    LabEntry lab = LabRegistry.ofThisUser().lab(name);
    List<LocalHost> hosts =
        lab.hosts().stream()
            .map(host -> LocalHost.ofLab(host.name(), host.process().pid()))
            .toList();
    Scene scene = new Scene(lab.name(), hosts);
    try (HttpListener page = LocalPage.show(scene, port, "--port")) {
      spec.commandLine()
          .getOut()
          .printf(
              "http://[::1]:%d/ shows %s, until Ctrl-C%n", page.address().getPort(), lab.name());
      spec.commandLine().getOut().flush();
      signals.next();
    }
    return ExitCode.OK;
  }
}

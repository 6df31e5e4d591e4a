package org.srv6pipes.dist.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.srv6pipes.lab.LabEntry;
import org.srv6pipes.lab.LabRegistry;
import org.srv6pipes.lab.Topology;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code srv6pipes lab up} */
@Command(
    name = "up",
    header = "Make a client, proxies and a server, with links, addresses and routes.",
    footerHeading = "%nExamples:%n",
    footer = {"  srv6pipes lab up", "  srv6pipes lab up --topology star --hosts 5 --name play"})
final class LabUpCommand implements Callable<Integer> {

  private static final int FEWEST = 2;
  private static final int MOST = 32;

  /** How hosts are joined. */
  enum Shape {
    LINE,
    STAR;

    /** As it is written. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--topology",
      defaultValue = "line",
      paramLabel = "SHAPE",
      description =
          "${COMPLETION-CANDIDATES}: all in a row, or all around a host called router"
              + " (${DEFAULT-VALUE}).")
  private Shape shape;

  @Option(
      names = "--hosts",
      defaultValue = "4",
      paramLabel = "N",
      description = "client, p1, p2 … and server (${DEFAULT-VALUE}).")
  private int hosts;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "What to call the lab; lab1, lab2 … if not given.")
  private Optional<String> name = Optional.empty();

  @Override
  public Integer call() throws CommandException {
    if (hosts < FEWEST || hosts > MOST) {
      throw new CommandException(ExitCode.USAGE, "--hosts: " + FEWEST + " to " + MOST);
    }
    Topology topology = shape == Shape.STAR ? Topology.star(names()) : Topology.line(names());
    LabEntry lab = LabRegistry.ofThisUser().up(name, topology);
    PrintWriter out = spec.commandLine().getOut();
    out.println(lab.name() + " is up");
    for (Topology.HostPlan host : topology.hosts()) {
      String sids = host.sidPrefix().map(prefix -> "  SIDs " + prefix).orElse("");
      out.printf("  %-10s%s%s%n", host.name(), address(lab, host.name()), sids);
    }
    out.println("Try: srv6pipes lab exec " + lab.name() + " client -- ip -6 route");
    return ExitCode.OK;
  }

  private List<String> names() {
    Stream<String> proxies = IntStream.rangeClosed(1, hosts - FEWEST).mapToObj(i -> "p" + i);
    return Stream.of(Stream.of("client"), proxies, Stream.of("server")).flatMap(it -> it).toList();
  }

  private static String address(LabEntry lab, String host) {
    return lab.host(host).map(it -> it.address().toString()).orElse("");
  }
}

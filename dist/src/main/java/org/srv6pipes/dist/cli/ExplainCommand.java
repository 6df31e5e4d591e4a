package org.srv6pipes.dist.cli;

import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.srv6pipes.dist.Functions;
import org.srv6pipes.linux.Rtnetlink;
import org.srv6pipes.proxy.Proxy;
import org.srv6pipes.proxy.ProxyConfig;
import org.srv6pipes.proxy.chain.FunctionTable;
import org.srv6pipes.proxy.chain.PlannedFunction;
import org.srv6pipes.proxy.flow.AdmittedFlow;
import org.srv6pipes.proxy.flow.Egress;
import org.srv6pipes.proxy.flow.Failing;
import org.srv6pipes.proxy.syn.Admission;
import org.srv6pipes.proxy.syn.Decision;
import org.srv6pipes.proxy.syn.Refusal;
import org.srv6pipes.proxy.syn.Refuser;
import org.srv6pipes.proxy.syn.SavedSynJudge;
import org.srv6pipes.proxy.syn.SynCounters;
import org.srv6pipes.service.config.Config;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Octets;
import org.srv6pipes.wire.ReturnPathTlv;
import org.srv6pipes.wire.Srh;
import org.srv6pipes.wire.TcpHeader;
import org.srv6pipes.wire.TcpPacket;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code srv6pipes explain}: what admission would decide, without a packet sent. */
@Command(
    name = "explain",
    header = "Say what a proxy would decide about one SYN, and why. Nothing is sent.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  srv6pipes explain -c proxy.toml --client 2001:db8:1::2 \\",
      "      --server 2001:db8:2::2 --segments fc00:1::aaaa:0:55",
      "  srv6pipes explain -c proxy.toml --syn 6001c65300982b40…",
      "Exit code 0 if the SYN is accepted, 1 if it is refused."
    })
final class ExplainCommand implements Callable<Integer> {

  private static final int SOME_PORT = 40_000;
  private static final int WINDOW = 65_535;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-c", "--config"},
      required = true,
      paramLabel = "FILE",
      description = "The proxy's configuration file.")
  private Path file;

  @ArgGroup(multiplicity = "1")
  private Subject subject = new Subject();

  /** A captured packet, or one made up from addresses. */
  static final class Subject {
    @Option(
        names = "--syn",
        required = true,
        paramLabel = "HEX",
        description = "The packet in hexadecimal, from its IPv6 header on.")
    private @Nullable String hex;

    @ArgGroup(exclusive = false, multiplicity = "1")
    private @Nullable Addresses addresses;
  }

  static final class Addresses {
    @Option(
        names = "--client",
        required = true,
        paramLabel = "ADDRESS",
        description = "The source.")
    private String client = "";

    @Option(
        names = "--server",
        required = true,
        paramLabel = "ADDRESS",
        description = "The final segment.")
    private String server = "";

    @Option(
        names = "--segments",
        required = true,
        split = ",",
        paramLabel = "SID",
        description = "The SIDs in the order in which they are visited, the proxy's first.")
    private List<String> segments = List.of();

    @Option(
        names = "--port",
        defaultValue = "80",
        description = "The server's port (${DEFAULT-VALUE}).")
    private int port;
  }

  @Override
  public Integer call() throws Exception {
    Config<ProxyConfig> config = ProxyConfig.SCHEMA.load(file);
    ByteBuffer packet = packet();
    try (FunctionTable functions = Functions.of(config);
        Rtnetlink routing = Rtnetlink.open()) {
      List<Ipv6Address> own =
          routing.addresses().stream().map(it -> Ipv6Address.from(it.address())).toList();
      Admission admission = new Admission(Proxy.policy(config.value(), own::contains), functions);
      return explain(decide(config.value(), admission, packet), config.value(), functions);
    }
  }

  private static Decision decide(ProxyConfig config, Admission admission, ByteBuffer packet) {
    return config.capture() == ProxyConfig.Capture.SAVED_SYN
        ? new SavedSynJudge(() -> admission, new SynCounters()).decide(packet)
        : admission.decide(packet);
  }

  private ByteBuffer packet() throws CommandException {
    try {
      return subject.hex != null
          ? ByteBuffer.wrap(HexFormat.of().parseHex(subject.hex.strip()))
          : ByteBuffer.wrap(madeUp(subject.addresses).toBytes());
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }

  private static TcpPacket madeUp(@Nullable Addresses given) {
    if (given == null) {
      throw new IllegalArgumentException("neither a packet nor addresses were given");
    }
    List<Ipv6Address> visited =
        Stream.concat(given.segments.stream(), Stream.of(given.server))
            .map(Ipv6Address::parse)
            .toList();
    Srh srh = Srh.of(visited.size() - 1, visited.reversed());
    TcpHeader tcp =
        new TcpHeader(SOME_PORT, given.port, 1, 0, TcpHeader.SYN, WINDOW, 0, Octets.NONE);
    return TcpPacket.of(0, Ipv6Address.parse(given.client), visited.getLast(), srh, tcp);
  }

  private int explain(Decision decision, ProxyConfig config, FunctionTable functions) {
    PrintWriter out = spec.commandLine().getOut();
    return switch (decision) {
      case Decision.Accept accept -> {
        explain(accept.flow(), functions, out);
        yield ExitCode.OK;
      }
      case Decision.NotOurs _ -> {
        out.println("past     it is none of this proxy's business");
        yield ExitCode.OK;
      }
      case Decision.Pass pass -> {
        out.println("past     " + pass.why());
        yield ExitCode.OK;
      }
      case Decision.Refuse refuse -> {
        out.println("refuse   " + refuse.refusal().kind() + ": " + refuse.refusal().detail());
        out.println("answer   " + answer(refuse, config));
        yield ExitCode.FAILED;
      }
    };
  }

  private static String answer(Decision.Refuse refuse, ProxyConfig config) {
    if (refuse.refusal().kind() == Refusal.Kind.MALFORMED) {
      return "none: what is not understood is dropped";
    }
    return config.refuse() == Refuser.Manner.RESET
        ? "a reset, " + path(refuse.answer().orElse(null))
        : "none: refuse = \"drop\"";
  }

  private static void explain(AdmittedFlow flow, FunctionTable functions, PrintWriter out) {
    out.println("accept   " + flow.key());
    out.println("forward  " + chain(flow.forward(), functions));
    out.println("return   " + chain(flow.back(), functions));
    out.println("onward   " + path(flow.onward()) + ", egress " + inWords(flow.egress()));
    flow.onward().returnPath().ifPresent(it -> out.println("told     " + inWords(it)));
    out.println("answer   " + path(flow.answer()));
    if (flow.failing() == Failing.OPEN) {
      out.println("fails    open: goes past the proxy where that cannot serve it");
    }
  }

  private static String chain(List<PlannedFunction> planned, FunctionTable functions) {
    return planned.stream().map(it -> step(it, functions)).collect(Collectors.joining(" | "));
  }

  private static String step(PlannedFunction planned, FunctionTable functions) {
    return functions
        .byName(planned.name())
        .map(it -> Steps.of(it.function().descriptor(), planned.parameters()).toString())
        .orElse(planned.name());
  }

  /** As the configuration has it. */
  private static String inWords(Egress egress) {
    return egress.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** In the order of an SRH, as it goes on the wire. */
  private static String inWords(ReturnPathTlv path) {
    return path.segments().stream()
        .map(Ipv6Address::toString)
        .collect(
            Collectors.joining(
                ", ", "return path, segments left " + path.segmentsLeft() + " of ", ""));
  }

  private static String path(@Nullable Srh srh) {
    return srh == null
        ? "directly"
        : srh.segments().subList(0, srh.segmentsLeft() + 1).reversed().stream()
            .map(Object::toString)
            .collect(Collectors.joining(" -> "));
  }
}

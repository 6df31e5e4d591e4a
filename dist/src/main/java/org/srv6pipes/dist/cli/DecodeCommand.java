package org.srv6pipes.dist.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.srv6pipes.dist.capture.CaptureFile;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.service.Reason;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.RefusedException;
import org.srv6pipes.wire.ReturnPathTlv;
import org.srv6pipes.wire.Sid;
import org.srv6pipes.wire.Srh;
import org.srv6pipes.wire.TcpHeader;
import org.srv6pipes.wire.TcpPacket;
import org.srv6pipes.wire.WireOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code srv6pipes decode FILE} */
@Command(
    name = "decode",
    header = "Say what the segments and return paths in a capture file mean.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tcpdump -i any -c 100 -w capture.pcap 'ip6[6] = 43 or tcp'",
      "  srv6pipes decode capture.pcap",
      "  srv6pipes decode -c proxy.toml --syn capture.pcapng"
    })
final class DecodeCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private FunctionOptions options;

  @CommandLine.Parameters(paramLabel = "FILE", description = "As tcpdump -w or tshark -w write it.")
  private Path file;

  @Option(names = "--syn", description = "Only packets that begin a connection or refuse one.")
  private boolean handshakes;

  @Option(
      names = "--return-path-type",
      defaultValue = "6",
      paramLabel = "TYPE",
      description = "The type of the TLV that holds the return path (${DEFAULT-VALUE}).")
  private int returnPathType;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    try (KnownFunctions functions = options.load()) {
      for (CaptureFile.Packet packet : packets()) {
        print(packet, functions, out);
      }
    }
    return ExitCode.OK;
  }

  private List<CaptureFile.Packet> packets() throws CommandException {
    try {
      return CaptureFile.read(file);
    } catch (IOException e) {
      throw new CommandException(ExitCode.FAILED, file + ": " + Reason.of(e));
    }
  }

  private void print(CaptureFile.Packet packet, KnownFunctions functions, PrintWriter out) {
    ByteBuffer bytes = packet.bytes().duplicate();
    try {
      TcpPacket tcp = TcpPacket.parse(bytes, new WireOptions(returnPathType));
      if (!handshakes || (tcp.tcp().flags() & (TcpHeader.SYN | TcpHeader.RST)) != 0) {
        print(packet, tcp, functions, out);
      }
    } catch (RefusedException e) {
      if (!handshakes) {
        out.printf("%s  not read: %s%n", place(packet), e.refused());
      }
    }
  }

  private static String place(CaptureFile.Packet packet) {
    return "%6d %11.6f".formatted(packet.number(), packet.time().toNanos() / 1e9);
  }

  private static void print(
      CaptureFile.Packet packet, TcpPacket tcp, KnownFunctions functions, PrintWriter out) {
    out.printf(
        "%s  [%s]:%d > [%s]:%d  %s, %d bytes%n",
        place(packet),
        tcp.ip().source(),
        tcp.tcp().sourcePort(),
        tcp.finalDestination(),
        tcp.tcp().destinationPort(),
        flags(tcp.tcp().flags()),
        tcp.ip().payloadLength() + 40 - tcp.length());
    Srh srh = tcp.srh();
    if (srh != null) {
      path("segments", srh.segments(), srh.segmentsLeft(), functions, out);
      Optional<ReturnPathTlv> back = srh.returnPath();
      back.ifPresent(it -> path("return path", it.segments(), it.segmentsLeft(), functions, out));
    }
  }

  private static String flags(int flags) {
    List<String> names = new ArrayList<>();
    addIf(flags, TcpHeader.SYN, "SYN", names);
    addIf(flags, TcpHeader.FIN, "FIN", names);
    addIf(flags, TcpHeader.RST, "RST", names);
    addIf(flags, TcpHeader.ACK, "ACK", names);
    return names.isEmpty() ? "no flags" : String.join(" ", names);
  }

  private static void addIf(int flags, int flag, String name, List<String> names) {
    if ((flags & flag) != 0) {
      names.add(name);
    }
  }

  /** In the order in which a packet visits them, the one where it goes now marked. */
  private static void path(
      String title,
      List<Ipv6Address> segments,
      int left,
      KnownFunctions functions,
      PrintWriter out) {
    out.printf("%20s%s%n", "", title);
    for (int i = segments.size() - 1; i >= 0; i--) {
      String meaning = i == 0 ? "" : meaning(segments.get(i), functions);
      out.println(
          "%20s %s %-26s %s"
              .formatted("", i == left ? ">" : " ", segments.get(i), meaning)
              .stripTrailing());
    }
  }

  private static String meaning(Ipv6Address address, KnownFunctions functions) {
    if (!functions.layout().fits(address)) {
      return "";
    }
    Sid sid = functions.layout().decode(address);
    return functions
        .numbered(sid.function())
        .map(it -> Steps.of(it.descriptor(), new Parameters(sid.parameters())).toString())
        .orElse("");
  }
}

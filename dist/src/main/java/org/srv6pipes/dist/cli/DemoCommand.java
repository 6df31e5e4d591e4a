package org.srv6pipes.dist.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.srv6pipes.dist.HostFolders;
import org.srv6pipes.dist.WrittenChain;
import org.srv6pipes.dist.demo.Demo;
import org.srv6pipes.dist.demo.Demo.LinkView;
import org.srv6pipes.dist.demo.Demo.Outcome;
import org.srv6pipes.dist.demo.Demo.Segment;
import org.srv6pipes.dist.demo.Show;
import org.srv6pipes.dist.demo.Stretch;
import org.srv6pipes.dist.web.Scene;
import org.srv6pipes.proxy.chain.FunctionCatalog;
import org.srv6pipes.proxy.chain.Plugins;
import org.srv6pipes.service.Signals;
import org.srv6pipes.service.http.HttpListener;
import org.srv6pipes.wire.ChainText;
import org.srv6pipes.wire.ClientAddress;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Octets;
import org.srv6pipes.wire.ReturnPathTlv;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code srv6pipes demo} */
@Command(
    name = "demo",
    header =
        "Show one connection through proxies: hosts in namespaces, nothing of yours is touched.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  srv6pipes demo",
      "  srv6pipes demo --web --chain 'zstd-compress | zstd-decompress'",
      "  srv6pipes demo --chain 'xor(0x55) | xor(0x55)' --hosts 4",
      "  srv6pipes demo \\",
      "      --chain 'zstd-compress(3) | encrypt(1) | decrypt(1) | zstd-decompress'"
    })
final class DemoCommand implements Callable<Integer> {

  private static final int LINK_WIDTH = 17;
  private static final int BYTES_WIDTH = 46;

  /** The return path holds the client besides. */
  private static final int MOST_STEPS = ReturnPathTlv.MOST_SEGMENTS - 1;

  /** Of a process namespace, whose numbers nobody outside knows. */
  private static final long FIRST_PID = 1;

  private static final int MOST_PROXIES = MOST_STEPS;

  @Spec private CommandSpec spec;

  @Option(
      names = "--chain",
      defaultValue = "base64-encode | replace(RvZ3, NhdH) | base64-decode",
      paramLabel = "CHAIN",
      description = "The functions, in order (${DEFAULT-VALUE}).")
  private String chain = "";

  @Option(
      names = "--hosts",
      paramLabel = "N",
      description =
          "Hosts in a row: the client, N - 2 proxies, the server. By default a proxy for each"
              + " function.")
  private @Nullable Integer hosts;

  @Option(
      names = "--message",
      defaultValue = "I love dogs!",
      paramLabel = "TEXT",
      description = "What the client says (${DEFAULT-VALUE}).")
  private String message = "";

  @Option(
      names = "--web",
      arity = "0..1",
      fallbackValue = "8465",
      paramLabel = "PORT",
      description =
          "Instead: two proxies with two ways between them, connections without end, and a page on"
              + " this port of ::1 that shows them (8465).")
  private @Nullable Integer port;

  @Override
  public Integer call() throws Exception {
    try (FunctionCatalog catalog = HostFolders.functions(Plugins.NONE)) {
      WrittenChain written = written(catalog);
      if (port != null) {
        return show(written, port);
      }
      try (Demo demo = new Demo(written, proxies(written))) {
        announce(demo);
        return report(run(demo));
      }
    }
  }

  private int show(WrittenChain written, int port) throws Exception {
    Signals signals = Signals.listen();
    PrintWriter out = spec.commandLine().getOut();
    try (Show show = new Show(written)) {
      show.begin();
      Scene scene = new Scene("demo", show.hosts());
      try (HttpListener page = LocalPage.show(scene, port, "--web")) {
        out.printf("http://[::1]:%d/ shows it, until Ctrl-C%n", page.address().getPort());
        if (ProcessHandle.current().pid() != FIRST_PID) {
          out.printf("the southern way from p1 to p2:  %s%n", show.detour());
        }
        out.flush();
        signals.next();
      }
    }
    return ExitCode.OK;
  }

  /** A chain may refuse what it is given, as a decoder does that gets no code. */
  private Outcome run(Demo demo) throws CommandException, InterruptedException {
    try {
      return demo.run(message);
    } catch (IOException e) {
      String complaints =
          demo.complaints().stream().map("\n  "::concat).collect(Collectors.joining());
      throw new CommandException(
          ExitCode.FAILED, "the connection failed: " + e.getMessage() + complaints);
    }
  }

  private WrittenChain written(FunctionCatalog catalog) throws CommandException {
    try {
      WrittenChain written = WrittenChain.read(ChainText.parse(chain), catalog);
      if (written.steps().size() <= MOST_STEPS) {
        return written;
      }
      throw new CommandException(
          ExitCode.USAGE,
          "--chain: %d functions are more than the %d that a return path has room for"
              .formatted(written.steps().size(), MOST_STEPS));
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCode.USAGE, "--chain: " + e.getMessage());
    }
  }

  private int proxies(WrittenChain written) throws CommandException {
    int proxies = hosts == null ? written.steps().size() : hosts - 2;
    if (proxies < 1 || proxies > MOST_PROXIES) {
      throw new CommandException(
          ExitCode.USAGE,
          "--hosts: the client, 1 to %d proxies and the server are 3 to %d hosts"
              .formatted(MOST_PROXIES, MOST_PROXIES + 2));
    }
    return proxies;
  }

  private void announce(Demo demo) {
    Paint paint = Paint.of(spec.commandLine());
    say("");
    say("  " + demo.hosts().stream().map(paint::bold).collect(Collectors.joining(" ──── ")));
    say("");
    say("  The client knows nothing: a route of its kernel puts these segments on its packets.");
    for (Segment segment : demo.segments()) {
      say(
          "    %-28s %s  %s"
              .formatted(
                  segment.sid(),
                  paint.bold("%-6s".formatted(segment.proxy())),
                  paint.cyan(segment.step().toString())));
    }
    say("    %-28s %s".formatted(demo.serverAddress(), paint.bold("server")));
    say("");
    say("  Starting the proxies, each a process of its own …");
  }

  private int report(Outcome outcome) {
    Paint paint = Paint.of(spec.commandLine());
    say("");
    say("  " + paint.bold(row("on the link", "to the server", "to the client")));
    for (LinkView link : outcome.links()) {
      say(
          "  "
              + row(
                  link.from() + " – " + link.to(),
                  shown(link.bytes().forward()),
                  shown(link.bytes().back())));
    }
    boolean sameAddress = outcome.client().equals(outcome.seenByServer());
    say("");
    say("  the client said    " + message);
    say("  the server heard   " + paint.green(shown(outcome.heard())));
    say(
        "  the server saw     "
            + paint.green(address(outcome.seenByServer()))
            + (sameAddress
                ? ", the client's own address and port"
                : ", and the client is " + address(outcome.client())));
    say("  the client got     " + paint.yellow(shown(outcome.answer())));
    say("  it was connected in " + outcome.connectMillis() + " ms");
    say("");
    return sameAddress ? ExitCode.OK : ExitCode.FAILED;
  }

  private static String row(String link, String forward, String back) {
    return ("%-" + LINK_WIDTH + "s %-" + BYTES_WIDTH + "s %s").formatted(link, forward, back);
  }

  private static String shown(Octets bytes) {
    return Stretch.show(bytes, BYTES_WIDTH);
  }

  private static String address(InetSocketAddress address) {
    return new ClientAddress(
            Ipv6Address.from((Inet6Address) address.getAddress()), address.getPort())
        .toString();
  }

  private void say(String line) {
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }
}

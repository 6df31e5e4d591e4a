package org.srv6pipes.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.srv6pipes.linux.Errno;
import org.srv6pipes.linux.Link;
import org.srv6pipes.linux.LinuxException;
import org.srv6pipes.linux.Namespaces;
import org.srv6pipes.linux.NfQueue;
import org.srv6pipes.linux.NfQueueOptions;
import org.srv6pipes.linux.ProcessIdentity;
import org.srv6pipes.linux.Route;
import org.srv6pipes.linux.RoutingRule;
import org.srv6pipes.linux.Rtnetlink;
import org.srv6pipes.linux.Sysctl;

/** The host itself: the network namespace of the calling thread. */
final class LinuxHost implements Host {
  /** TCP_LISTEN in the fourth column of /proc/net/tcp6. */
  private static final String LISTENING = "0A";

  private static final Path SOCKETS = Path.of("/proc/thread-self/net/tcp6");

  private final Ip6tables ip6tables;

  LinuxHost(Ip6tables ip6tables) {
    this.ip6tables = ip6tables;
  }

  @Override
  public String identity() {
    return ProcessIdentity.bootId() + " " + Namespaces.ownNetworkCookie();
  }

  @Override
  public FirewallState firewall() {
    return ip6tables.read();
  }

  @Override
  public String backEnd() {
    return ip6tables.backEnd();
  }

  @Override
  public Optional<Ip6tables> otherBackEnd() {
    return ip6tables.otherBackEnd();
  }

  @Override
  public List<NftBaseChain> nftBaseChains() {
    return Command.find("nft")
        .map(nft -> Command.of(nft.toString(), "list", "chains").run(""))
        .map(listed -> NftBaseChain.parse(listed.output()))
        .orElse(List.of());
  }

  @Override
  public String rules(NftBaseChain chain) {
    return Command.find("nft")
        .map(
            nft ->
                Command.of(
                        nft.toString(),
                        "list",
                        "chain",
                        chain.family(),
                        chain.table(),
                        chain.name())
                    .run("")
                    .output())
        .orElse("");
  }

  @Override
  public void restore(String script) {
    ip6tables.restore(script);
  }

  @Override
  public void make(NftTable table) {
    Path nft =
        Command.find("nft")
            .orElseThrow(
                () ->
                    new RulesException(
                        "nft is not installed, and connections that go past the proxy are"
                            + " remembered by it: install nftables, or have every function fail"
                            + " closed."));
    Command.Result result = Command.of(nft.toString(), "-f", "-").run(table.script());
    if (result.exitCode() != 0) {
      throw new RulesException(
          "nft: " + result.text() + "\nNeeds nftables 1.0 and a kernel with nft_exthdr.");
    }
  }

  @Override
  public boolean hasNftTable(String name) {
    return Command.find("nft")
        .map(nft -> Command.of(nft.toString(), "list", "tables", "ip6").run(""))
        .filter(listed -> listed.output().lines().anyMatch(("table ip6 " + name)::equals))
        .isPresent();
  }

  @Override
  public void deleteNftTable(String name) {
    if (hasNftTable(name)) {
      Command.of("nft", "delete", "table", "ip6", name).run("");
    }
  }

  @Override
  public List<Route> routes(int table) {
    return ask(netlink -> netlink.routes(table));
  }

  @Override
  public List<RoutingRule> routingRules() {
    return ask(Rtnetlink::rules);
  }

  @Override
  public void add(Route route) {
    ask(netlink -> netlink.addRoute(route));
  }

  @Override
  public void add(RoutingRule rule) {
    ask(netlink -> netlink.addRule(rule));
  }

  @Override
  public void delete(RouteKey route) {
    ask(netlink -> netlink.deleteRoute(route.route()));
  }

  @Override
  public void delete(RoutingRule rule) {
    ask(netlink -> netlink.deleteRule(rule));
  }

  @Override
  public Optional<String> setting(String name) {
    return Sysctl.exists(name) ? Optional.of(Sysctl.read(name)) : Optional.empty();
  }

  @Override
  public void set(Setting setting) {
    Sysctl.write(setting.name(), setting.value());
  }

  @Override
  public List<String> interfaces() {
    return ask(Rtnetlink::links).stream().map(Link::name).toList();
  }

  /** A queue has one reader: who can bind it, finds it free. The list in /proc is for root only. */
  @Override
  public boolean isQueueRead(int queue) {
    try {
      NfQueue.open(queue, NfQueueOptions.forSyns()).close();
      return false;
    } catch (LinuxException e) {
      if (e.errno() == Errno.EPERM || e.errno() == Errno.EBUSY) {
        return true;
      }
      throw e;
    }
  }

  @Override
  public Set<Integer> portsInUse() {
    return readLines(SOCKETS).stream()
        .map(line -> line.strip().split(" +"))
        .filter(columns -> columns[3].equals(LISTENING))
        .map(columns -> columns[1].substring(columns[1].indexOf(':') + 1))
        .map(port -> Integer.parseInt(port, 16))
        .collect(Collectors.toSet());
  }

  private static <T> T ask(Function<Rtnetlink, T> question) {
    try (Rtnetlink netlink = Rtnetlink.open()) {
      return question.apply(netlink);
    }
  }

  private static List<String> readLines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

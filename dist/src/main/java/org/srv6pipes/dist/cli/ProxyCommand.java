package org.srv6pipes.dist.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.srv6pipes.dist.AdminDoors;
import org.srv6pipes.dist.PluginWatch;
import org.srv6pipes.dist.Predecessor;
import org.srv6pipes.dist.ProxyPeers;
import org.srv6pipes.dist.ProxyRole;
import org.srv6pipes.dist.admin.ProxyAdmin;
import org.srv6pipes.dist.admin.ProxyPages;
import org.srv6pipes.proxy.Proxy;
import org.srv6pipes.proxy.ProxyConfig;
import org.srv6pipes.proxy.chain.PluginException;
import org.srv6pipes.rules.RulesException;
import org.srv6pipes.service.Reason;
import org.srv6pipes.service.Signals;
import org.srv6pipes.service.admin.AdminException;
import org.srv6pipes.service.config.Config;
import org.srv6pipes.service.config.ConfigException;
import org.srv6pipes.service.http.Page;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code srv6pipes proxy -c FILE} */
@Command(
    name = "proxy",
    header = "Run a proxy: take connections to its SIDs, run the functions that they name, go on.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  echo 'sid-prefixes = [\"fc00:1::/80\"]' > proxy.toml",
      "  srv6pipes proxy -c proxy.toml",
      "  srv6pipes proxy -c proxy.toml --take-over   # from the one that runs"
    })
final class ProxyCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private LogOptions log;

  @Option(
      names = {"-c", "--config"},
      required = true,
      paramLabel = "FILE",
      description = "The configuration file.")
  private Path file;

  @Option(
      names = "--take-over",
      description = {
        "Take over from the process of the same instance, if one runs: new connections come to this"
            + " one, and the other one ends when those that it has are over, after timeouts.drain"
            + " at the latest."
      })
  private boolean takesOver;

  @Override
  public Integer call() throws Exception {
    Proxy.prepare();
    log.apply();
    Signals signals = Signals.listen();
    Config<ProxyConfig> config = ProxyConfig.SCHEMA.load(file);
    ProxyPeers peers = ProxyPeers.read(config);
    Path socket = AdminDoors.socket(config.value().admin(), config.value().instance());
    ProxyRole role = takesOver ? takeOver(config, socket) : ProxyRole.start(config);
    PluginWatch watch = new PluginWatch(() -> signals.request(Signals.Request.RELOAD));
    ProxyAdmin admin = new ProxyAdmin(role, signals, () -> reloadOrRefuse(role, watch));
    try (watch;
        AdminDoors doors =
            AdminDoors.open(
                config.value().admin(),
                socket,
                admin.commands(),
                ProxyPages.own(role, socket, peers.peers()),
                shared(config.value(), peers, ProxyPages.shared(role, socket)))) {
      watch.follow(watchedFolders(role));
      say(role.readyLine());
      Attendance attendance = new Attendance(signals);
      attendance.ready(role.readyLine());
      attendance.untilStop(() -> reload(role, watch));
      if (role.isDraining()) {
        doors.leave();
      }
      role.stop();
    } catch (IOException e) {
      role.stop();
      throw new CommandException(ExitCode.FAILED, Reason.withFile(e));
    }
    return ExitCode.OK;
  }

  private static Optional<AdminDoors.Shared> shared(
      ProxyConfig config, ProxyPeers peers, Map<String, Page> pages) {
    return config
        .share()
        .flatMap(share -> peers.guard().map(guard -> new AdminDoors.Shared(share, guard, pages)));
  }

  private static ProxyRole takeOver(Config<ProxyConfig> config, Path socket)
      throws ConfigException, PluginException, CommandException {
    try (Predecessor predecessor = Predecessor.at(socket)) {
      ProxyRole role = predecessor.start(config);
      try {
        predecessor.handOver();
        return role;
      } catch (AdminException refusal) {
        role.stopAtOnce();
        throw refusal;
      } catch (IOException e) {
        role.stopAtOnce();
        if (predecessor.isAlive()) {
          throw e;
        }
        return ProxyRole.start(config);
      }
    } catch (IOException | AdminException e) {
      throw new CommandException(
          ExitCode.FAILED,
          "the process that runs does not hand over: %s. Stop it first.".formatted(e.getMessage()));
    }
  }

  private static List<Path> watchedFolders(ProxyRole role) {
    return role.config().pluginWatch() ? role.config().pluginDirs() : List.of();
  }

  private void reloadOrRefuse(ProxyRole role, PluginWatch watch) throws AdminException {
    try {
      role.reload(ProxyConfig.SCHEMA.load(file));
      watch.follow(watchedFolders(role));
      say("reloaded");
    } catch (ConfigException | PluginException | RulesException e) {
      throw new AdminException("not reloaded: " + e.getMessage());
    }
  }

  /** A file that is wrong changes nothing: the proxy goes on with what it has. */
  private void reload(ProxyRole role, PluginWatch watch) {
    try {
      reloadOrRefuse(role, watch);
    } catch (AdminException e) {
      spec.commandLine().getErr().println(e.getMessage());
    }
  }

  private void say(String line) {
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }
}

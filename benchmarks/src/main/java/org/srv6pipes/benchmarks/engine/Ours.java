package org.srv6pipes.benchmarks.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.srv6pipes.benchmarks.experiment.EngineSpec;
import org.srv6pipes.dist.HostFolders;
import org.srv6pipes.dist.WrittenChain;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Scratch;
import org.srv6pipes.proxy.chain.FunctionCatalog;
import org.srv6pipes.proxy.chain.PluginException;
import org.srv6pipes.proxy.chain.Plugins;
import org.srv6pipes.wire.ChainText;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.SidLayout;

/** {@code srv6pipes proxy}, started by the launcher as a user would. */
public final class Ours implements Engine {

  private static final Duration TO_START = Duration.ofSeconds(60);
  private static final Duration TO_STOP = Duration.ofSeconds(20);
  private static final String NOTHING = "identity";

  private final Way way;
  private final Path launcher;
  private final List<Path> files = new ArrayList<>();
  private final List<HostProcess> processes = new ArrayList<>();

  Ours(Way way, EngineSpec spec, Path launcher, Scratch scratch) throws PluginException {
    this.way = way;
    this.launcher = spec.launcher().orElse(launcher);
    List<WrittenChain.Step> steps = steps(spec);
    List<Ipv6Address> sids = new ArrayList<>();
    for (int i = 0; i < way.middles().size(); i++) {
      Host host = way.middles().get(i);
      WrittenChain.Step step = steps.get(i);
      sids.add(
          SidLayout.DEFAULT.encode(
              host.sidPrefix(), step.function().number(), step.parameters().bits()));
      files.add(scratch.file(host + ".toml", configuration(host, spec)));
    }
    start();
    processes.forEach(process -> process.awaitLine("ready", TO_START));
    way.route(sids);
  }

  /** Starts what {@link #stop} has ended, and does not wait for it. */
  public void start() {
    for (int i = 0; i < files.size(); i++) {
      Host host = way.middles().get(i);
      processes.add(host.start(launcher.toString(), "proxy", "-c", files.get(i).toString()));
    }
  }

  /** Ends all of it, and waits until it has. */
  public void stop() {
    for (HostProcess process : processes) {
      process.signal("TERM");
      process.awaitExit(TO_STOP);
    }
    processes.clear();
  }

  /** The first host that a packet meets. */
  public Host host() {
    return way.middles().getFirst();
  }

  private static List<WrittenChain.Step> steps(EngineSpec spec) throws PluginException {
    String nothing = String.join(" | ", Collections.nCopies(spec.hops(), NOTHING));
    ChainText text = spec.chain().orElseGet(() -> ChainText.parse(nothing));
    try (FunctionCatalog catalog = HostFolders.functions(Plugins.NONE)) {
      return WrittenChain.read(text, catalog).steps();
    }
  }

  private static String configuration(Host host, EngineSpec spec) {
    List<String> lines = new ArrayList<>();
    lines.add("sid-prefixes = [\"%s\"]".formatted(host.sidPrefix()));
    lines.addAll(spec.configuration());
    return String.join("\n", lines) + "\n";
  }

  @Override
  public Ipv6Address target() {
    return way.serverAddress();
  }

  @Override
  public List<HostProcess> processes() {
    return List.copyOf(processes);
  }

  @Override
  public boolean warmsUp() {
    return true;
  }
}

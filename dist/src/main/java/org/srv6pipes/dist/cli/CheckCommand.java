package org.srv6pipes.dist.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.srv6pipes.dist.Functions;
import org.srv6pipes.dist.ProxyPeers;
import org.srv6pipes.endhost.client.ClientConfig;
import org.srv6pipes.endhost.server.ServerConfig;
import org.srv6pipes.proxy.ProxyConfig;
import org.srv6pipes.proxy.chain.FunctionTable;
import org.srv6pipes.proxy.chain.PluginException;
import org.srv6pipes.resolver.KnownProxies;
import org.srv6pipes.resolver.ResolverConfig;
import org.srv6pipes.service.Json;
import org.srv6pipes.service.config.Config;
import org.srv6pipes.service.config.ConfigException;
import org.srv6pipes.service.config.Problem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code srv6pipes check -c FILE} */
@Command(
    name = "check",
    header = "Say all that is wrong with a configuration file, without starting anything.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  srv6pipes check -c proxy.toml",
      "  srv6pipes check -c proxy.toml --print-effective",
      "  srv6pipes check -c proxy.toml --json | jq .problems",
      "  srv6pipes check --role server -c server.toml",
      "  srv6pipes check --role resolver -c resolver.toml"
    })
final class CheckCommand implements Callable<Integer> {

  /** Whose file it is. */
  enum Role {
    PROXY,
    SERVER,
    CLIENT,
    RESOLVER;

    /** As it is written. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--role",
      defaultValue = "proxy",
      paramLabel = "ROLE",
      description = "Whose file it is: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
  private Role role;

  @Option(
      names = {"-c", "--config"},
      required = true,
      paramLabel = "FILE",
      description = "The configuration file.")
  private Path file;

  @Option(
      names = "--print-effective",
      description =
          "Print the whole configuration that would be in force: defaults marked, secrets masked.")
  private boolean printEffective;

  @Option(
      names = "--json",
      description = "What is wrong as a JSON object, for editors and scripts.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    try {
      String effective = effective().stripTrailing();
      say(json ? report(List.of()) : printEffective ? effective : file + ": nothing is wrong");
      return ExitCode.OK;
    } catch (ConfigException wrong) {
      return refuse(wrong, wrong.problems());
    } catch (PluginException wrong) {
      return refuse(wrong, List.of(Problem.ofAll(file, String.valueOf(wrong.getMessage()))));
    }
  }

  private <E extends Exception> int refuse(E wrong, List<Problem> problems) throws E {
    if (!json) {
      throw wrong;
    }
    say(report(problems));
    return ExitCode.USAGE;
  }

  private void say(String answer) {
    spec.commandLine().getOut().println(answer);
  }

  private String report(List<Problem> problems) {
    List<Map<String, Object>> objects =
        problems.stream()
            .map(
                it ->
                    Map.<String, Object>of(
                        "line", it.line(), "key", it.key(), "message", it.message()))
            .toList();
    return Json.of(Map.of("file", file.toString(), "problems", objects));
  }

  private String effective() throws ConfigException, PluginException {
    return switch (role) {
      case PROXY -> proxy();
      case SERVER -> ServerConfig.SCHEMA.load(file).effective();
      case CLIENT -> ClientConfig.SCHEMA.load(file).effective();
      case RESOLVER -> resolver();
    };
  }

  /** Policies name functions, which stand in files of their own. */
  private String resolver() throws ConfigException {
    Config<ResolverConfig> config = ResolverConfig.SCHEMA.load(file);
    KnownProxies.read(config);
    return config.effective();
  }

  /** Only the functions themselves know what may stand in their tables. */
  private String proxy() throws ConfigException, PluginException {
    Config<ProxyConfig> config = ProxyConfig.SCHEMA.load(file);
    ProxyPeers.read(config);
    try (FunctionTable functions = Functions.of(config)) {
      return config.effective(new FunctionSettings(functions));
    }
  }
}

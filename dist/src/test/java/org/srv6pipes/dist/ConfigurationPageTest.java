package org.srv6pipes.dist;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.srv6pipes.endhost.client.ClientConfig;
import org.srv6pipes.endhost.server.ServerConfig;
import org.srv6pipes.function.Entries;
import org.srv6pipes.function.FunctionDescriptor;
import org.srv6pipes.function.Setting;
import org.srv6pipes.proxy.ProxyConfig;
import org.srv6pipes.proxy.chain.FunctionCatalog;
import org.srv6pipes.proxy.chain.LoadedFunction;
import org.srv6pipes.proxy.chain.PluginException;
import org.srv6pipes.proxy.chain.Plugins;
import org.srv6pipes.resolver.ResolverConfig;

/** {@code docs/configuration.md} says what the code says. */
class ConfigurationPageTest {

  private static final Path ROOT = Path.of(System.getProperty("srv6pipes.root"));

  private static final String HEAD =
      """
      # Configuration

      One TOML file for each role. `srv6pipes check -c FILE` says all that is wrong with it, and with
      `--print-effective` what is in force. Durations, sizes and rates are text with a unit, such as `"30s"`,
      `"64KiB"`, `"1000/s"`; paths are relative to the folder of the file. A key that is not listed here is an error.

      This page is made from the code.

      """;

  @Test
  void shouldListEveryKeyOfEveryRole() throws Exception {
    String page =
        HEAD
            + ProxyConfig.SCHEMA.reference()
            + settingsOfFunctions()
            + "\n"
            + ServerConfig.SCHEMA.reference()
            + "\n"
            + ClientConfig.SCHEMA.reference()
            + "\n"
            + ResolverConfig.SCHEMA.reference();
    Path made = Files.writeString(ROOT.resolve("dist/target/configuration.md"), page);

    assertThat(ROOT.resolve("docs/configuration.md"))
        .as("run: cp %s docs/configuration.md", ROOT.relativize(made))
        .hasContent(page);
  }

  private static String settingsOfFunctions() throws PluginException {
    try (FunctionCatalog catalog = HostFolders.functions(Plugins.NONE)) {
      return catalog.functions().stream()
          .map(LoadedFunction::descriptor)
          .filter(function -> !function.settings().isEmpty())
          .map(ConfigurationPageTest::settings)
          .collect(joining());
    }
  }

  private static String settings(FunctionDescriptor function) {
    return """

    ### `[functions.%s]`

    %s

    | key | value | default | meaning |
    |---|---|---|---|
    %s
    """
        .formatted(
            function.name(),
            function.summary(),
            function.settings().stream().flatMap(it -> rows(function, it)).collect(joining("\n")));
  }

  /** Below a setting that holds tables stands a number that SIDs carry. */
  private static Stream<String> rows(FunctionDescriptor function, Setting<?> setting) {
    Optional<Entries> entries = function.entries().filter(it -> it.tables() == setting);
    String type =
        entries.map(it -> "a table for each N, " + it.number().range()).orElse(setting.type());
    return Stream.concat(
        Stream.of(row(setting.name(), type, setting)),
        setting.inner().stream()
            .map(key -> row(setting.name() + ".N." + key.name(), key.type(), key)));
  }

  private static String row(String name, String type, Setting<?> setting) {
    return "| `%s` | %s | %s | %s |".formatted(name, type, standard(setting), setting.doc());
  }

  private static String standard(Setting<?> setting) {
    return setting.standardText().isEmpty() ? "not set" : "`" + setting.standardText() + "`";
  }
}

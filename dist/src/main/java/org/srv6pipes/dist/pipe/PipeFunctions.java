package org.srv6pipes.dist.pipe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.srv6pipes.dist.Functions;
import org.srv6pipes.dist.HostFolders;
import org.srv6pipes.dist.PassingKeys;
import org.srv6pipes.dist.WrittenChain;
import org.srv6pipes.function.Problem;
import org.srv6pipes.function.Problems;
import org.srv6pipes.proxy.ChainConfig;
import org.srv6pipes.proxy.ProxyConfig;
import org.srv6pipes.proxy.chain.FunctionCatalog;
import org.srv6pipes.proxy.chain.FunctionSetup;
import org.srv6pipes.proxy.chain.FunctionTable;
import org.srv6pipes.proxy.chain.NamedChain;
import org.srv6pipes.proxy.chain.PlannedFunction;
import org.srv6pipes.proxy.chain.PluginException;
import org.srv6pipes.proxy.chain.Plugins;
import org.srv6pipes.service.config.Config;
import org.srv6pipes.service.config.ConfigException;
import org.srv6pipes.wire.ChainText;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.SidLayout;

/** The functions of a chain that a person wrote, loaded and ready to be made. */
public final class PipeFunctions implements AutoCloseable {

  private static final String NAME = "pipe";
  private static final int LARGEST_NUMBER = 0xffff;

  private final FunctionTable table;
  private final List<PlannedFunction> planned;

  private PipeFunctions(FunctionTable table, List<PlannedFunction> planned) {
    this.table = table;
    this.planned = planned;
  }

  /**
   * Loads them.
   *
   * @param config whose plugins, settings and chains apply, if any
   * @param folders with further plugins
   * @param keyFile for those that encrypt and decrypt
   * @throws IllegalArgumentException if the chain does not make sense; the message says why
   */
  public static PipeFunctions open(
      ChainText text,
      @Nullable Config<ProxyConfig> config,
      List<Path> folders,
      @Nullable Path keyFile)
      throws ConfigException, PluginException, IOException {
    Map<String, ChainConfig> chains = config == null ? Map.of() : config.value().chains();
    FunctionCatalog catalog =
        HostFolders.functions(
            config == null ? Plugins.in(folders) : config.value().plugins().and(folders));
    try {
      FunctionSetup setup = config == null ? FunctionSetup.NONE : Functions.setup(config, catalog);
      WrittenChain written = WrittenChain.read(spelledOut(text, chains), catalog, setup.settings());
      return withKeys(written, setup, catalog, keyFile);
    } catch (ConfigException | IOException | RuntimeException e) {
      catalog.close();
      throw e;
    }
  }

  /** A configured chain can be named like a function. */
  private static ChainText spelledOut(ChainText text, Map<String, ChainConfig> chains) {
    return new ChainText(
        text.steps().stream()
            .flatMap(
                step ->
                    chains.containsKey(step.name()) && step.arguments().isEmpty()
                        ? chains.get(step.name()).functions().steps().stream()
                        : Stream.of(step))
            .toList());
  }

  private static PipeFunctions withKeys(
      WrittenChain written, FunctionSetup setup, FunctionCatalog catalog, @Nullable Path keyFile)
      throws IOException {
    if (keyFile != null) {
      return plan(PassingKeys.useFile(written, keyFile), setup, catalog);
    }
    if (!PassingKeys.suit(written)) {
      if (PassingKeys.areMissing(written)) {
        throw new IllegalArgumentException(
            "encrypt and decrypt need keys: --key-file, or key-file in a configuration (-c)");
      }
      return plan(written, setup, catalog);
    }
    Path folder = Files.createTempDirectory("srv6pipes");
    Path file = folder.resolve("keys");
    try {
      return plan(PassingKeys.give(written, file), setup, catalog);
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  /** What a SID would name that names this chain. */
  private static PipeFunctions plan(
      WrittenChain written, FunctionSetup setup, FunctionCatalog catalog) {
    int number = freeNumber(setup, catalog);
    NamedChain chain = written.named(NAME, number, NamedChain.IDENTITY);
    Problems problems = new Problems();
    FunctionTable table =
        FunctionTable.configure(
            catalog,
            new FunctionSetup(setup.numbers(), written.settings(), List.of(chain), setup.folder()),
            problems);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          String.join(
              "\n", reasons(problems).stream().map(PipeFunctions::sentence).distinct().toList()));
    }
    Ipv6Address sid =
        SidLayout.DEFAULT.encode(
            SidLayout.DEFAULT.decode(Ipv6Address.UNSPECIFIED).prefix(), number, 0);
    return switch (table.meaningOf(SidLayout.DEFAULT.decode(sid))) {
      case FunctionTable.Known known -> new PipeFunctions(table, known.functions());
      case FunctionTable.Meaning unknown -> throw new IllegalArgumentException(unknown.toString());
    };
  }

  /** What a function lacks, if that is why the chain cannot be. */
  private static List<Problem> reasons(Problems problems) {
    List<Problem> ofFunctions =
        problems.list().stream().filter(it -> !it.key().startsWith("chains." + NAME)).toList();
    return ofFunctions.isEmpty() ? problems.list() : ofFunctions;
  }

  private static String sentence(Problem problem) {
    return problem.message() + (problem.suggestion().isEmpty() ? "" : "; " + problem.suggestion());
  }

  private static int freeNumber(FunctionSetup setup, FunctionCatalog catalog) {
    int number = LARGEST_NUMBER;
    while (isTaken(number, setup, catalog)) {
      number--;
    }
    return number;
  }

  private static boolean isTaken(int number, FunctionSetup setup, FunctionCatalog catalog) {
    return setup.numbers().containsValue(number)
        || catalog.functions().stream().anyMatch(it -> it.descriptor().number() == number);
  }

  /** In the order of the chain. */
  public List<PlannedFunction> planned() {
    return planned;
  }

  /** Unloads them. */
  @Override
  public void close() {
    table.close();
  }
}

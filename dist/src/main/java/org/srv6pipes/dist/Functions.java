package org.srv6pipes.dist;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.srv6pipes.function.Problems;
import org.srv6pipes.proxy.ChainConfig;
import org.srv6pipes.proxy.ProxyConfig;
import org.srv6pipes.proxy.chain.FunctionCatalog;
import org.srv6pipes.proxy.chain.FunctionSetup;
import org.srv6pipes.proxy.chain.FunctionTable;
import org.srv6pipes.proxy.chain.LoadedFunction;
import org.srv6pipes.proxy.chain.NamedChain;
import org.srv6pipes.proxy.chain.OpenFunctions;
import org.srv6pipes.proxy.chain.PluginException;
import org.srv6pipes.proxy.flow.Failing;
import org.srv6pipes.service.config.Config;
import org.srv6pipes.service.config.ConfigException;
import org.srv6pipes.service.config.Problem;

/** From a configuration to the functions and chains that it asks for. */
public final class Functions {

  private static final Logger LOG = LoggerFactory.getLogger(Functions.class);

  private static final String SECTION = "functions.";
  private static final String CHAINS = "chains.";
  private static final String NUMBER = "number";
  private static final String HANDSHAKE = "handshake";
  private static final String FAIL = "fail";
  private static final int LARGEST_NUMBER = 0xffff;

  private final Config<ProxyConfig> config;
  private final FunctionCatalog catalog;
  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<NamedChain> chains = new ArrayList<>();
  private final Set<String> open = new TreeSet<>();
  private final Map<String, Integer> absent = new TreeMap<>();
  private Map<String, Map<String, Object>> settings = new TreeMap<>();

  private Functions(Config<ProxyConfig> config, FunctionCatalog catalog) {
    this.config = config;
    this.catalog = catalog;
  }

  /**
   * Loads the functions of a configuration and gives every one its section; all problems come at
   * once.
   */
  public static FunctionTable of(Config<ProxyConfig> config)
      throws ConfigException, PluginException {
    return of(config, List.of());
  }

  /** The same with plugins in further folders. */
  public static FunctionTable of(Config<ProxyConfig> config, List<Path> folders)
      throws ConfigException, PluginException {
    List<PluginException> unloadable = new ArrayList<>();
    FunctionCatalog catalog =
        HostFolders.functions(config.value().plugins().and(folders), unloadable::add);
    Functions functions = new Functions(config, catalog);
    Problems found = new Problems();
    FunctionSetup setup = functions.read();
    functions.refuseOrDoWithout(unloadable);
    FunctionTable table = FunctionTable.configure(catalog, setup, found);
    functions.report(found);
    if (!functions.problems.isEmpty()) {
      table.close();
      throw new ConfigException(functions.problems);
    }
    return table;
  }

  /**
   * The numbers of the functions and chains that connections may go past; nothing is loaded where
   * there can be none.
   */
  static Set<Integer> openNumbers(Config<ProxyConfig> config)
      throws ConfigException, PluginException {
    if (!mayFailOpen(config.value())) {
      return Set.of();
    }
    try (FunctionTable table = of(config)) {
      return Set.copyOf(table.open());
    }
  }

  private static boolean mayFailOpen(ProxyConfig config) {
    return config.functions().values().stream()
            .anyMatch(section -> section instanceof Map<?, ?> table && isOpen(table))
        || config.chains().values().stream().anyMatch(chain -> chain.fail() == Failing.OPEN);
  }

  /** What a configuration says about the functions of a catalogue. */
  public static FunctionSetup setup(Config<ProxyConfig> config, FunctionCatalog catalog)
      throws ConfigException {
    Functions functions = new Functions(config, catalog);
    FunctionSetup setup = functions.read();
    if (!functions.problems.isEmpty()) {
      throw new ConfigException(functions.problems);
    }
    return setup;
  }

  private FunctionSetup read() {
    config.value().functions().forEach(this::readFunction);
    config.value().chains().forEach(this::readChain);
    return new FunctionSetup(
        numbers, settings, chains, folder(config.file()), new OpenFunctions(open, absent));
  }

  /** A plugin may be missing only where connections may go past what is missing. */
  private void refuseOrDoWithout(List<PluginException> unloadable) throws PluginException {
    if (!unloadable.isEmpty() && absent.isEmpty()) {
      catalog.close();
      throw unloadable.getFirst();
    }
    unloadable.forEach(why -> LOG.error("{}", why.getMessage()));
    absent.forEach(
        (name, number) ->
            LOG.error(
                "function {} is not there: connections to 0x{} go past the proxy",
                name,
                Integer.toHexString(number)));
  }

  private void readFunction(String name, Object section) {
    if (catalog.byName(name).isEmpty() && section instanceof Map<?, ?> table && isOpen(table)) {
      readAbsent(name, table.get(NUMBER));
      return;
    }
    if (catalog.byName(name).isEmpty()) {
      TreeSet<String> known = new TreeSet<>();
      catalog.functions().stream().map(LoadedFunction::name).forEach(known::add);
      report(SECTION + name, "there is no such function", "there are " + String.join(", ", known));
      return;
    }
    if (!(section instanceof Map<?, ?> table)) {
      report(SECTION + name, "is not a table", "write [" + SECTION + name + "]");
      return;
    }
    Map<String, Object> own = new HashMap<>();
    table.forEach((key, value) -> own.put(String.valueOf(key), value));
    Object number = own.remove(NUMBER);
    if (number != null) {
      readNumber(name, number);
    }
    Object handshake = own.remove(HANDSHAKE);
    if (handshake != null && ProxyConfig.handshake(String.valueOf(handshake)).isEmpty()) {
      report(
          SECTION + name + "." + HANDSHAKE,
          handshake + " is not a handshake",
          "write \"end-to-end\" or \"early\"");
    }
    readFail(name, own.remove(FAIL));
    settings.put(name, own);
  }

  private static boolean isOpen(Map<?, ?> section) {
    return ProxyConfig.failing(String.valueOf(section.get(FAIL))).equals(Optional.of(Failing.OPEN));
  }

  /** Its own number is not known: it stands in what could not be loaded. */
  private void readAbsent(String name, @Nullable Object number) {
    if (number == null) {
      report(
          SECTION + name,
          "there is no such function, and so its number is not known",
          "write number = 0x…, and connections to it go past the proxy until it can be loaded");
    } else {
      readNumber(name, number);
      Optional.ofNullable(numbers.remove(name)).ifPresent(it -> absent.put(name, it));
    }
  }

  private void readFail(String name, @Nullable Object fail) {
    Optional<Failing> failing =
        fail == null ? Optional.of(Failing.CLOSED) : ProxyConfig.failing(String.valueOf(fail));
    String key = SECTION + name + "." + FAIL;
    if (failing.isEmpty()) {
      report(key, fail + " is no way to fail", "write \"closed\" or \"open\"");
    }
    failing.ifPresent(it -> readFail(name, it, key));
  }

  private void readFail(String name, Failing failing, String key) {
    if (failing == Failing.OPEN) {
      open.add(name);
      if (config.value().capture() == ProxyConfig.Capture.SAVED_SYN) {
        report(
            key,
            "the kernel accepts connections before anybody can let them go past",
            "write capture = \"queue\", or remove this key");
      }
    }
  }

  private void readNumber(String name, Object number) {
    if (number instanceof Long value && value >= 1 && value <= LARGEST_NUMBER) {
      numbers.put(name, value.intValue());
    } else {
      report(
          SECTION + name + "." + NUMBER,
          number + " is not a function number",
          "write one from 1 to 0xffff");
    }
  }

  private void readChain(String name, ChainConfig section) {
    try {
      WrittenChain written = WrittenChain.read(section.functions(), catalog, settings);
      settings = written.settings();
      if (section.inverse().isEmpty() && written.hasInverses()) {
        report(
            CHAINS + name,
            "\"inverse\" is missing, and one of its functions has one",
            "name the chain that undoes this one, or write inverse = \"identity\"");
      }
      readFail(name, section.fail(), CHAINS + name + "." + FAIL);
      String inverse = section.inverse().orElse(NamedChain.IDENTITY);
      chains.add(written.named(name, section.number(), inverse));
    } catch (IllegalArgumentException e) {
      report(CHAINS + name + ".functions", String.valueOf(e.getMessage()), "");
    }
  }

  private void report(Problems found) {
    found.list().forEach(p -> report(p.key(), p.message(), p.suggestion()));
  }

  private void report(String key, String message, String suggestion) {
    problems.add(config.problem(key, suggestion.isEmpty() ? message : message + "; " + suggestion));
  }

  private static Path folder(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? Path.of("/") : parent;
  }
}

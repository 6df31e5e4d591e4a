package org.srv6pipes.dist;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.srv6pipes.function.Problems;
import org.srv6pipes.proxy.ChainConfig;
import org.srv6pipes.proxy.ProxyConfig;
import org.srv6pipes.proxy.chain.FunctionCatalog;
import org.srv6pipes.proxy.chain.FunctionSetup;
import org.srv6pipes.proxy.chain.FunctionTable;
import org.srv6pipes.proxy.chain.LoadedFunction;
import org.srv6pipes.proxy.chain.NamedChain;
import org.srv6pipes.proxy.chain.PluginException;
import org.srv6pipes.service.config.Config;
import org.srv6pipes.service.config.ConfigException;
import org.srv6pipes.service.config.Problem;

/** From a configuration to the functions and chains that it asks for. */
public final class Functions {

  private static final String SECTION = "functions.";
  private static final String CHAINS = "chains.";
  private static final String NUMBER = "number";
  private static final String HANDSHAKE = "handshake";
  private static final int LARGEST_NUMBER = 0xffff;

  private final Config<ProxyConfig> config;
  private final FunctionCatalog catalog;
  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<NamedChain> chains = new ArrayList<>();
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
    FunctionCatalog catalog = HostFolders.functions(config.value().plugins().and(folders));
    Functions functions = new Functions(config, catalog);
    Problems found = new Problems();
    FunctionTable table = FunctionTable.configure(catalog, functions.read(), found);
    functions.report(found);
    if (!functions.problems.isEmpty()) {
      table.close();
      throw new ConfigException(functions.problems);
    }
    return table;
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
    return new FunctionSetup(numbers, settings, chains, folder(config.file()));
  }

  private void readFunction(String name, Object section) {
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
    settings.put(name, own);
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

package org.srv6pipes.proxy.chain;

import java.io.IOException;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import org.srv6pipes.function.ApiVersion;
import org.srv6pipes.function.FunctionProvider;
import org.srv6pipes.service.Reason;

/**
 * The functions that were found, sorted by number. Built-ins and dropped-in jars come by the same
 * way: ServiceLoader over a class loader of their own, which sees the function API and the JDK
 * only. Loads nothing twice and configures nothing; that is a {@link FunctionTable}'s work.
 */
public final class FunctionCatalog implements AutoCloseable {

  private final List<LoadedFunction> functions;
  private final List<BuiltInLoader> loaders;

  private FunctionCatalog(List<LoadedFunction> functions, List<BuiltInLoader> loaders) {
    this.functions =
        functions.stream()
            .sorted(Comparator.comparingInt((LoadedFunction f) -> f.descriptor().number()))
            .toList();
    this.loaders = loaders;
  }

  /**
   * Loads functions.
   *
   * @param builtIn folders of the program itself, replaced only together with it: their jars are
   *     trusted as the program is, and read when needed
   */
  public static FunctionCatalog load(List<Path> builtIn, Plugins plugins) throws PluginException {
    return load(
        builtIn,
        plugins,
        why -> {
          throw why;
        });
  }

  /** Decides about a plugin that cannot be loaded: throws, or goes on without it. */
  @FunctionalInterface
  public interface Unloadable {
    void found(PluginException why) throws PluginException;
  }

  /** The same, where somebody may do without plugins that cannot be loaded. */
  public static FunctionCatalog load(List<Path> builtIn, Plugins plugins, Unloadable unloadable)
      throws PluginException {
    List<LoadedFunction> functions = new ArrayList<>();
    List<BuiltInLoader> loaders = new ArrayList<>();
    try {
      for (Path folder : builtIn) {
        for (Path plugin : pluginsIn(folder)) {
          BuiltInLoader loader = loaderFor(plugin);
          loaders.add(loader);
          functions.addAll(providersOf(loader, plugin.toString()));
        }
      }
      for (Path folder : plugins.folders()) {
        functions.addAll(pluginsIn(folder, plugins.sha256(), unloadable));
      }
      refuseDuplicates(functions);
    } catch (IOException e) {
      closeAll(loaders);
      throw new PluginException("functions could not be read: " + Reason.withFile(e), e);
    } catch (PluginException | RuntimeException | Error e) {
      closeAll(loaders);
      throw e;
    }
    return new FunctionCatalog(functions, loaders);
  }

  private static List<LoadedFunction> pluginsIn(
      Path folder, Set<String> sha256, Unloadable unloadable) throws PluginException, IOException {
    List<LoadedFunction> functions = new ArrayList<>();
    List<Path> plugins = pluginsIn(folder);
    if (!plugins.isEmpty()) {
      PluginFile.requireTrusted(folder);
    }
    for (Path plugin : plugins) {
      try {
        functions.addAll(functionsOf(plugin, sha256));
      } catch (PluginException e) {
        unloadable.found(e);
      }
    }
    return functions;
  }

  private static List<LoadedFunction> functionsOf(Path plugin, Set<String> sha256)
      throws PluginException, IOException {
    List<LoadedFunction> found = providersOf(loaderFor(plugin, sha256), plugin.toString());
    if (found.isEmpty()) {
      throw new PluginException(
          "there is no function in "
              + plugin
              + ": META-INF/services/"
              + FunctionProvider.class.getName()
              + " must name it; jars that belong together go into one folder");
    }
    return found;
  }

  /** The functions on a class loader that someone else owns: the class path of a test, say. */
  public static FunctionCatalog of(ClassLoader loader) throws PluginException {
    List<LoadedFunction> functions = providersOf(loader, "class path");
    refuseDuplicates(functions);
    return new FunctionCatalog(functions, List.of());
  }

  public List<LoadedFunction> functions() {
    return functions;
  }

  public Optional<LoadedFunction> byName(String name) {
    return functions.stream().filter(function -> function.name().equals(name)).findFirst();
  }

  @Override
  public void close() {
    closeAll(loaders);
  }

  /** Jars and folders, in the order of their names; what is hidden is not meant. */
  private static List<Path> pluginsIn(Path folder) throws IOException {
    List<Path> plugins = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      plugins.addAll(entriesOf(folder, "[!.]*"));
    }
    plugins.removeIf(plugin -> !Files.isDirectory(plugin) && !isJar(plugin));
    return plugins;
  }

  private static List<Path> entriesOf(Path folder, String pattern) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, pattern)) {
      stream.forEach(entries::add);
    }
    entries.sort(Comparator.naturalOrder());
    return entries;
  }

  private static boolean isJar(Path file) {
    return file.toString().endsWith(".jar");
  }

  /** Of jars that belong together the smallest is the one that names functions. */
  private static BuiltInLoader loaderFor(Path plugin) throws IOException {
    Map<Path, Long> sizes = new HashMap<>();
    for (Path jar : jarsOf(plugin)) {
      sizes.put(jar, Files.size(jar));
    }
    List<URL> urls = new ArrayList<>();
    for (Path jar : sizes.keySet().stream().sorted(Comparator.comparing(sizes::get)).toList()) {
      urls.add(jar.toUri().toURL());
    }
    return new BuiltInLoader(nameOf(plugin), urls, new ApiOnlyLoader());
  }

  private static PluginLoader loaderFor(Path plugin, Set<String> sha256)
      throws PluginException, IOException {
    if (Files.isDirectory(plugin)) {
      PluginFile.requireTrusted(plugin);
    }
    Map<String, byte[]> contents = new HashMap<>();
    for (Path jar : jarsOf(plugin)) {
      new PluginFile(jar).read(sha256).forEach(contents::putIfAbsent);
    }
    return new PluginLoader(nameOf(plugin), contents, new ApiOnlyLoader());
  }

  private static List<Path> jarsOf(Path plugin) throws IOException {
    return Files.isDirectory(plugin) ? entriesOf(plugin, "*.jar") : List.of(plugin);
  }

  private static String nameOf(Path plugin) {
    return String.valueOf(plugin.getFileName());
  }

  private static List<LoadedFunction> providersOf(ClassLoader loader, String origin)
      throws PluginException {
    List<LoadedFunction> functions = new ArrayList<>();
    try {
      for (FunctionProvider provider : ServiceLoader.load(FunctionProvider.class, loader)) {
        functions.add(admit(provider, origin));
      }
    } catch (ServiceConfigurationError | LinkageError e) {
      throw new PluginException(
          "%s cannot be loaded; was it built for another version of the function API? %s"
              .formatted(origin, e.getMessage()),
          e);
    }
    return functions;
  }

  private static LoadedFunction admit(FunctionProvider provider, String origin)
      throws PluginException {
    String className = provider.getClass().getName();
    Optional<String> refusal = ApiVersion.refusal(provider.apiVersion());
    if (refusal.isPresent()) {
      throw new PluginException(origin + ": " + className + ": " + refusal.get());
    }
    try {
      return new LoadedFunction(provider, provider.descriptor(), origin);
    } catch (RuntimeException e) {
      throw new PluginException(
          origin + ": " + className + " does not describe itself: " + e.getMessage(), e);
    }
  }

  private static void refuseDuplicates(List<LoadedFunction> functions) throws PluginException {
    for (int i = 0; i < functions.size(); i++) {
      for (LoadedFunction other : functions.subList(0, i)) {
        LoadedFunction function = functions.get(i);
        if (function.name().equals(other.name())) {
          throw new PluginException(
              "function %s is in %s and in %s: remove one of them"
                  .formatted(function.name(), other.origin(), function.origin()));
        }
      }
    }
  }

  private static void closeAll(List<BuiltInLoader> loaders) {
    for (BuiltInLoader loader : loaders) {
      try {
        loader.close();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException("class loader of " + loader.getName(), e);
      }
    }
  }
}

package org.srv6pipes.proxy.chain;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.srv6pipes.function.ApiVersion;
import org.srv6pipes.function.FunctionProvider;

/**
 * The functions that were found, sorted by number. Built-ins and dropped-in jars come by the same
 * way: ServiceLoader over a class loader of their own, which sees the function API and the JDK
 * only. Loads nothing twice and configures nothing; that is a {@link FunctionTable}'s work.
 */
public final class FunctionCatalog implements AutoCloseable {

  private final List<LoadedFunction> functions;
  private final List<URLClassLoader> loaders;

  private FunctionCatalog(List<LoadedFunction> functions, List<URLClassLoader> loaders) {
    this.functions =
        functions.stream()
            .sorted(Comparator.comparingInt((LoadedFunction f) -> f.descriptor().number()))
            .toList();
    this.loaders = loaders;
  }

  /**
   * Loads from folders, in this order. In each, every jar is a plugin of its own, and every folder
   * is a plugin whose jars belong together. A folder that does not exist holds no functions.
   */
  public static FunctionCatalog load(List<Path> folders) throws PluginException {
    List<LoadedFunction> functions = new ArrayList<>();
    List<URLClassLoader> loaders = new ArrayList<>();
    try {
      for (Path folder : folders) {
        for (Path plugin : pluginsIn(folder)) {
          URLClassLoader loader = loaderFor(plugin);
          loaders.add(loader);
          functions.addAll(providersOf(loader, plugin.toString()));
        }
      }
      refuseDuplicates(functions);
    } catch (IOException e) {
      closeAll(loaders);
      throw new PluginException("functions could not be read: " + e.getMessage(), e);
    } catch (PluginException | RuntimeException | Error e) {
      closeAll(loaders);
      throw e;
    }
    return new FunctionCatalog(functions, loaders);
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

  private static List<Path> pluginsIn(Path folder) throws IOException {
    List<Path> plugins = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
        entries.forEach(plugins::add);
      }
    }
    plugins.removeIf(plugin -> !Files.isDirectory(plugin) && !isJar(plugin));
    plugins.sort(Comparator.naturalOrder());
    return plugins;
  }

  private static boolean isJar(Path file) {
    return file.toString().endsWith(".jar");
  }

  private static URLClassLoader loaderFor(Path plugin) throws IOException {
    List<URL> urls = new ArrayList<>();
    if (Files.isDirectory(plugin)) {
      try (DirectoryStream<Path> jars = Files.newDirectoryStream(plugin, "*.jar")) {
        for (Path jar : jars) {
          urls.add(urlOf(jar));
        }
      }
    } else {
      urls.add(urlOf(plugin));
    }
    String name = String.valueOf(plugin.getFileName());
    return new URLClassLoader(name, urls.toArray(URL[]::new), new ApiOnlyLoader());
  }

  private static URL urlOf(Path jar) throws MalformedURLException {
    return jar.toUri().toURL();
  }

  private static List<LoadedFunction> providersOf(ClassLoader loader, String origin)
      throws PluginException {
    List<LoadedFunction> functions = new ArrayList<>();
    try {
      for (FunctionProvider provider : ServiceLoader.load(FunctionProvider.class, loader)) {
        functions.add(admit(provider, origin));
      }
    } catch (ServiceConfigurationError | LinkageError e) {
      throw new PluginException(origin + ": it cannot be loaded: " + e.getMessage(), e);
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

  private static void closeAll(List<URLClassLoader> loaders) {
    for (URLClassLoader loader : loaders) {
      try {
        loader.close();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException("class loader of " + loader.getName(), e);
      }
    }
  }
}

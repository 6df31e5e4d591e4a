package org.srv6pipes.dist;

import java.nio.file.Path;
import java.util.Optional;
import org.srv6pipes.linux.Namespaces;
import org.srv6pipes.proxy.chain.FunctionCatalog;
import org.srv6pipes.proxy.chain.PluginException;
import org.srv6pipes.proxy.chain.Plugins;

/** Where things are on this host. */
public final class HostFolders {

  /** What must be known after a crash, and gone after a reboot. */
  public static final Path STATE = Path.of("/run/srv6pipes");

  /** Where a role of this name, in the network of the calling thread, listens for its operator. */
  public static Path adminSocket(String instance) {
    return adminSockets().resolve(instance + SOCKET_SUFFIX);
  }

  /** The folder of {@link #adminSocket}. */
  public static Path adminSockets() {
    return STATE.resolve(Long.toString(Namespaces.ownNetwork()));
  }

  /** How the names in {@link #adminSockets} end. */
  public static final String SOCKET_SUFFIX = ".sock";

  /** Tells another JVM where the built-in functions are. */
  static String functionsOption(Path folder) {
    return "-D" + FUNCTIONS_PROPERTY + "=" + folder;
  }

  /** Tells another JVM where its cache of classes is, for those that it starts itself. */
  static String cachedClassesOption(Path file) {
    return "-D" + CLASSES_PROPERTY + "=" + file;
  }

  private static final String FUNCTIONS_PROPERTY = "srv6pipes.functions";
  private static final String CLASSES_PROPERTY = "srv6pipes.classes";

  private HostFolders() {}

  /** Loads the built-in functions and those of plugins. */
  public static FunctionCatalog functions(Plugins plugins) throws PluginException {
    return FunctionCatalog.load(builtIns().stream().toList(), plugins);
  }

  /** The same, where somebody may do without plugins that cannot be loaded. */
  static FunctionCatalog functions(Plugins plugins, FunctionCatalog.Unloadable unloadable)
      throws PluginException {
    return FunctionCatalog.load(builtIns().stream().toList(), plugins, unloadable);
  }

  /** The folder of the built-in functions, if the launcher named one. */
  static Optional<Path> builtIns() {
    return Optional.ofNullable(System.getProperty(FUNCTIONS_PROPERTY)).map(Path::of);
  }

  /** The cache of classes that this JVM was started with, if the launcher named one. */
  static Optional<Path> cachedClasses() {
    return Optional.ofNullable(System.getProperty(CLASSES_PROPERTY)).map(Path::of);
  }
}

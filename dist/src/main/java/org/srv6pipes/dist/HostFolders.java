package org.srv6pipes.dist;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.srv6pipes.linux.Namespaces;

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

  private static final String FUNCTIONS_PROPERTY = "srv6pipes.functions";

  private HostFolders() {}

  /** The folder of the built-in functions, and then those that the operator named. */
  public static List<Path> functionFolders(List<Path> pluginDirs) {
    List<Path> folders = new ArrayList<>();
    builtIns().ifPresent(folders::add);
    folders.addAll(pluginDirs);
    return folders;
  }

  /** The folder of the built-in functions, if the launcher named one. */
  static Optional<Path> builtIns() {
    return Optional.ofNullable(System.getProperty(FUNCTIONS_PROPERTY)).map(Path::of);
  }
}

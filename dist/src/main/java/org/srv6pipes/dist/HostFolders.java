package org.srv6pipes.dist;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where things are on this host. */
public final class HostFolders {

  /** What must be known after a crash, and gone after a reboot. */
  public static final Path STATE = Path.of("/run/srv6pipes");

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

package org.srv6pipes.dist;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** This very program as the command line of another process. */
public final class ProgramProcess {

  private ProgramProcess() {}

  /**
   * The command that runs the program with these arguments, on the same JDK, class path and cache
   * of classes.
   */
  public static List<String> command(List<String> arguments) {
    return command(
        System.getProperty("java.class.path"),
        HostFolders.cachedClasses(),
        HostFolders.builtIns(),
        arguments);
  }

  /** The same with another class path, what was cached of it, and folder of built-in functions. */
  static List<String> command(
      String classPath,
      Optional<Path> cachedClasses,
      Optional<Path> functions,
      List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Dio.netty.noUnsafe=false",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                classPath));
    cachedClasses.ifPresent(it -> command.addAll(options(it)));
    functions.ifPresent(it -> command.add(HostFolders.functionsOption(it)));
    command.add(Main.class.getName());
    command.addAll(arguments);
    return command;
  }

  /** As the launcher gives them. */
  private static List<String> options(Path cachedClasses) {
    return List.of(
        "-XX:AOTCache=" + cachedClasses,
        "-XX:+UnlockDiagnosticVMOptions",
        "-XX:-AOTReplayTraining",
        "-Xlog:aot=off",
        "-Xlog:cds=off",
        HostFolders.cachedClassesOption(cachedClasses));
  }
}

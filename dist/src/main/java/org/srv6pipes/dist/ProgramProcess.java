package org.srv6pipes.dist;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** This very program as the command line of another process. */
public final class ProgramProcess {

  private ProgramProcess() {}

  /** The command that runs the program with these arguments, on the same JDK and class path. */
  public static List<String> command(List<String> arguments) {
    return command(System.getProperty("java.class.path"), HostFolders.builtIns(), arguments);
  }

  /** The same with another class path and folder of built-in functions. */
  static List<String> command(String classPath, Optional<Path> functions, List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--illegal-native-access=deny",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-cp",
                classPath));
    functions.ifPresent(it -> command.add(HostFolders.functionsOption(it)));
    command.add(Main.class.getName());
    command.addAll(arguments);
    return command;
  }
}

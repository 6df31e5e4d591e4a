package org.srv6pipes.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The namespaces of one host, held by a process.
 *
 * @param pid the process that holds them, as this JVM counts
 * @param ofOtherUser whether they belong to a user namespace that this JVM is not in
 */
record HostNamespace(String name, long pid, boolean ofOtherUser) {
  /**
   * A command line that runs another inside. The program becomes the only child of the process that
   * is started: who enters a pid namespace stays outside, and only its children are in.
   */
  List<String> enter(List<String> command) {
    List<String> line = new ArrayList<>(List.of("nsenter", "--target", Long.toString(pid)));
    if (ofOtherUser) {
      line.addAll(List.of("--user", "--preserve-credentials"));
    }
    line.addAll(List.of("--net", "--mount", "--pid", "--"));
    line.addAll(List.of("env", "--chdir", Path.of("").toAbsolutePath().toString(), "--"));
    line.addAll(command);
    return line;
  }
}

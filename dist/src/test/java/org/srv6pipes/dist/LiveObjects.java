package org.srv6pipes.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.srv6pipes.lab.HostProcess;

/**
 * What is alive in the heap of another JVM, after a garbage collection.
 *
 * @param counts how many of each class
 */
record LiveObjects(long bytes, Map<String, Integer> counts) {

  /** Asks a JVM with the JDK's own tool. */
  static LiveObjects of(HostProcess jvm) throws IOException, InterruptedException {
    Process histogram =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                String.valueOf(jvm.pid()),
                "GC.class_histogram")
            .start();
    String text = new String(histogram.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(histogram.waitFor()).as("%s", text).isZero();
    return parse(text);
  }

  /** Lines of {@code number: instances bytes class}, and the last one with {@code Total}. */
  private static LiveObjects parse(String histogram) {
    Map<String, Integer> counts = new HashMap<>();
    long total = 0;
    for (String line : histogram.lines().toList()) {
      String[] column = line.strip().split("\\s+");
      if (column.length > 3 && column[0].endsWith(":")) {
        counts.merge(column[3], Integer.parseInt(column[1]), Integer::sum);
      } else if (column[0].equals("Total")) {
        total = Long.parseLong(column[2]);
      }
    }
    return new LiveObjects(total, counts);
  }

  int count(String className) {
    return counts.getOrDefault(className, 0);
  }
}

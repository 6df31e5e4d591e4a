package org.srv6pipes.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.srv6pipes.function.FunctionPlan;
import org.srv6pipes.function.testkit.TestHost;

/** Memory that libraries take behind the back of the JVM, seen in the size of the process. */
final class NativeMemory {

  private static final int INSTANCES = 12;
  private static final long SLACK = 128 << 10;

  private NativeMemory() {}

  static void assertBounded(FunctionPlan plan, byte[] sample) throws Exception {
    List<TestHost> hosts = new ArrayList<>();
    int[] length = new int[1];
    hosts.add(new TestHost(plan));
    length[0] = hosts.get(0).write(sample).output().length;
    System.gc();
    long before = resident();
    for (int i = 0; i < INSTANCES; i++) {
      hosts.add(new TestHost(plan));
      hosts.get(hosts.size() - 1).write(sample);
    }
    System.gc();
    long each = (resident() - before) / INSTANCES - 2L * length[0];
    hosts.forEach(TestHost::close);
    assertThat(each).isLessThanOrEqualTo(plan.traits().memoryPerFlow() + SLACK);
  }

  private static long resident() throws Exception {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
        .sum();
  }
}

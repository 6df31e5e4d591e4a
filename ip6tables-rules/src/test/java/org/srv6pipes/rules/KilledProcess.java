package org.srv6pipes.rules;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.srv6pipes.rules.Allocation.Needs;
import org.srv6pipes.wire.Ipv6Prefix;

/** Another process that applies the rules of an instance and lives until it is killed. */
final class KilledProcess {
  private KilledProcess() {}

  /**
   * @param arguments the folder of the ledgers, the instance, its SIDs
   */
  public static void main(String... arguments) throws IOException {
    HostRules rules = HostRules.open(Path.of(arguments[0]));
    Allocation numbers = rules.allocate(arguments[1], new Needs(1, 2));
    List<Ipv6Prefix> sids = List.of(Ipv6Prefix.parse(arguments[2]));
    rules.apply(
        new ProxyPlan(numbers, sids, List.of(), rules.interfaces(), true, true, Optional.empty())
            .hostPlan());
    System.out.write('\n');
    System.out.flush();
    int unused = System.in.read();
    throw new IllegalStateException("not killed, but told " + unused);
  }

  /** Starts one, waits until its rules are applied, and kills it. */
  static void liveAndDie(Path folder, String instance, String sids)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                KilledProcess.class.getName(),
                folder.toString(),
                instance,
                sids)
            .start();
    if (process.getInputStream().read() < 0) {
      byte[] why = process.getErrorStream().readAllBytes();
      throw new AssertionError(new String(why, StandardCharsets.UTF_8));
    }
    process.destroyForcibly().waitFor();
  }
}

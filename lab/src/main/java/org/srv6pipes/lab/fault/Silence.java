package org.srv6pipes.lab.fault;

import java.util.List;
import java.util.stream.Stream;
import org.srv6pipes.lab.Host;

/**
 * A host that says nothing and hears nothing on a TCP port of its own, as if it had vanished, until
 * this is closed. Nobody is told.
 */
public final class Silence implements AutoCloseable {

  private final Host host;
  private final int port;

  private Silence(Host host, int port) {
    this.host = host;
    this.port = port;
  }

  public static Silence of(Host host, int port) {
    Silence silence = new Silence(host, port);
    silence.rules("-I");
    return silence;
  }

  private void rules(String action) {
    for (List<String> where : List.of(List.of("INPUT", "--dport"), List.of("OUTPUT", "--sport"))) {
      host.check(
          Stream.of(
                  "ip6tables",
                  action,
                  where.get(0),
                  "-p",
                  "tcp",
                  where.get(1),
                  "" + port,
                  "-j",
                  "DROP")
              .toArray(String[]::new));
    }
  }

  @Override
  public void close() {
    rules("-D");
  }
}

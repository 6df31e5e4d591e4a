package org.srv6pipes.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.linux.ProcessIdentity;

/** The test's own host, with two interfaces, which after each test is as it was before. */
@NamespaceTest
abstract class TwoInterfaces {
  /** The owner of what a killed process has left. */
  static final Optional<ProcessIdentity> DEAD =
      Optional.of(new ProcessIdentity(4_000_000, 1, ProcessIdentity.bootId()));

  @TempDir Path folder;
  final Host host = new LinuxHost(Ip6tables.ofBackEnd("nft"));
  HostRules rules;
  HostSnapshot before;

  @BeforeAll
  static void twoInterfaces() {
    Shell.run(
        """
        ip link add e0 type veth peer name e1
        for d in e0 e1; do ip link set $d addrgenmode none up; done
        sysctl -w net.ipv6.conf.e1.forwarding=1
        """);
  }

  @AfterAll
  static void theyGo() {
    Shell.run("ip link del e0");
  }

  @BeforeEach
  void look() {
    rules = new HostRules(host, folder);
    before = HostSnapshot.now();
  }

  @AfterEach
  void nothingIsLeft() {
    assertThat(HostSnapshot.now()).isEqualTo(before);
  }

  /** Loads the rules of another program. */
  static void load(String ruleSet, String backEnd) throws URISyntaxException {
    URL file = Objects.requireNonNull(TwoInterfaces.class.getResource(ruleSet + ".rules"));
    Shell.run("ip6tables-" + backEnd + "-restore " + Path.of(file.toURI()));
  }

  /** Flushes everything that a back end holds. */
  static void clear(String backEnd) {
    String tool = "ip6tables-" + backEnd;
    Shell.run(
        """
        for t in raw mangle nat filter; do %1$s -t $t -F; %1$s -t $t -X; done
        for c in INPUT FORWARD OUTPUT; do %1$s -P $c ACCEPT; done
        """
            .formatted(tool));
  }
}

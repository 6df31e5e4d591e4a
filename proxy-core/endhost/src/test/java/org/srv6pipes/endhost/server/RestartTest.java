package org.srv6pipes.endhost.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.linux.Errno;

/** The role stops and starts; connections and the host are looked at. See {@link ServerLab}. */
@NamespaceTest(tools = "ethtool")
@Timeout(60)
class RestartTest {

  private static final Duration NO_ANSWER = Duration.ofMillis(700);
  private static final Duration A_WHILE = Duration.ofSeconds(15);
  private static final String KEEP = "at-stop = 'keep'\npaths = 1\n";

  private final Lab lab = Lab.start(ServerLab.TOPOLOGY);
  private final ServerLab star = new ServerLab(lab);

  @AfterEach
  void end() throws IOException {
    star.close();
  }

  private String host() {
    return lab.host("server")
        .shell(
            """
            ip6tables-save | grep -v -e '^#' -e '^:INPUT' -e '^:[A-Z]* ACCEPT' -e '^[*C]' || true
            ip -6 rule
            ip -6 route show table all | sort
            for setting in $(find /proc/sys/net -name seg6_enabled | sort) \\
                /proc/sys/net/ipv4/tcp_fwmark_accept /proc/sys/net/ipv6/fwmark_reflect; do
              echo "$setting $(cat $setting)"
            done
            """)
        .stdout();
  }

  private SegmentClient begin(int proxy) {
    return SegmentClient.begin(
        star.client, star.server.address(), ServerLab.PORT, List.of(ServerLab.sid(proxy, 1)));
  }

  @Test
  void shouldLeaveTheHostAsItWas() {
    star.serveEcho();
    String before = host();
    Server role = star.startRole("");
    try (SegmentClient one = star.connect(ServerLab.bothProxies());
        SegmentClient other = star.connect(List.of(ServerLab.sid(1, 1)))) {
      one.echo(1);
      other.echo(1);
      assertThat(host()).contains("S6P-0-SERVE", "encap seg6 mode inline", "goto 542");
      assertThat(star.stopRole(role)).as("connections that lose their path").isEqualTo(2);
    }
    assertThat(host()).isEqualTo(before);
  }

  @Test
  void shouldGoOnWithThePathsThatItKept() {
    star.serveEcho();
    Server role = star.startRole(KEEP);
    try (SegmentClient connection = star.connect(List.of(ServerLab.sid(1, 1)))) {
      connection.echo(1);
      String kept = host();
      assertThat(star.stopRole(role)).isEqualTo(1);
      assertThat(host()).isEqualTo(kept);
      connection.echo(20_000);
      try (SegmentClient tooEarly = begin(1)) {
        assertThat(tooEarly.outcome(NO_ANSWER)).isEqualTo(Errno.EINPROGRESS);
        star.startRole(KEEP);
        assertThat(host()).isEqualTo(kept);
        assertThat(tooEarly.outcome(A_WHILE)).as("when its SYN comes again").isZero();
      }
      try (SegmentClient other = begin(2)) {
        assertThat(other.outcome(NO_ANSWER)).as("the only path is taken").isNotZero();
      }
      connection.echo(20_000);
    }
    assertThat(star.packetsPlain()).isZero();
  }

  @Test
  void shouldAnswerPlainlyWhileItIsDownIfThatIsWanted() {
    star.serveEcho();
    Server role = star.startRole("at-stop = 'keep'\nwhen-down = 'plain'");
    star.stopRole(role);
    try (SegmentClient client = star.connect(ServerLab.bothProxies())) {
      client.echo(1);
    }
    assertThat(star.packetsAlong()).isZero();
  }

  @Test
  void shouldRemoveWhatAnEarlierOneKept() {
    star.serveEcho();
    String before = host();
    Server role = star.startRole(KEEP);
    star.connect(ServerLab.bothProxies()).close();
    star.stopRole(role);
    star.stopRole(star.startRole("paths = 8"));
    assertThat(host()).isEqualTo(before);
  }

  @Test
  void shouldJudgeNewConnectionsByTheNewConfiguration() {
    star.serveEcho();
    Server role = star.startRole("");
    star.connect(ServerLab.bothProxies()).close();
    star.server.call(
        () -> {
          role.reload(ServerLab.config("allow-via = ['fc00:1::/80']"));
          return true;
        });
    try (SegmentClient refused =
        SegmentClient.begin(
            star.client, star.server.address(), ServerLab.PORT, ServerLab.bothProxies())) {
      assertThat(refused.outcome(NO_ANSWER)).isEqualTo(Errno.EINPROGRESS);
    }
    star.connect(List.of(ServerLab.sid(1, 1))).close();
  }
}

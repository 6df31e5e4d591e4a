package org.srv6pipes.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.srv6pipes.linux.TcpInfo;
import org.srv6pipes.linux.TcpState;
import org.srv6pipes.proxy.flow.Side;
import org.srv6pipes.proxy.relay.PathCounters.Estimates;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Srh;

class PathCountersTest {

  private static final String SERVER = "2001:db8:2::2";

  private final PathCounters paths = new PathCounters();

  @Test
  void shouldAddUpWhatTookTheSameSegments() {
    paths.ended(Side.SERVER, header("fc00:2::1", "fc00:3::1", SERVER), leg(10, 1));
    paths.ended(Side.SERVER, header("fc00:2::1", "fc00:3::1", "2001:db8:2::3"), leg(20, 2));
    paths.ended(Side.SERVER, header("fc00:3::1", SERVER), leg(5, 0));
    paths.ended(Side.CLIENT, header("fc00:3::1", SERVER), leg(7, 0));

    assertThat(paths.estimates())
        .containsExactly(
            estimates(Side.CLIENT, "fc00:3::1", 1, 7, 0),
            estimates(Side.SERVER, "fc00:2::1 fc00:3::1", 2, 30, 3),
            estimates(Side.SERVER, "fc00:3::1", 1, 5, 0));
  }

  @Test
  void shouldCallALegDirectThatVisitsNobodyOnItsWay() {
    paths.ended(Side.CLIENT, null, leg(1, 0));
    paths.ended(Side.SERVER, header(SERVER), leg(2, 0));

    assertThat(paths.estimates())
        .containsExactly(
            estimates(Side.CLIENT, "direct", 1, 1, 0), estimates(Side.SERVER, "direct", 1, 2, 0));
  }

  @Test
  void shouldLeaveOutWhatHasBeenVisited() {
    Srh later = Srh.of(1, addresses(SERVER, "fc00:2::1", "fc00:1::1"));
    paths.ended(Side.SERVER, later, leg(1, 0));

    assertThat(paths.estimates()).extracting(Estimates::path).containsExactly("fc00:2::1");
  }

  @Test
  void shouldCountAsOthersWhatComesAfterTheFirstPaths() {
    for (int i = 0; i < PathCounters.MOST_PATHS + 100; i++) {
      paths.ended(Side.SERVER, header("fc00:2::" + Integer.toHexString(i), SERVER), leg(1, 1));
    }
    paths.ended(Side.SERVER, header("fc00:2::0", SERVER), leg(1, 1));
    paths.ended(Side.CLIENT, null, leg(1, 1));

    assertThat(paths.estimates())
        .hasSize(PathCounters.MOST_PATHS + 2)
        .contains(
            estimates(Side.SERVER, "fc00:2::", 2, 2, 2),
            estimates(Side.SERVER, "other", 100, 100, 100),
            estimates(Side.CLIENT, "other", 1, 1, 1));
  }

  @Test
  void shouldCountAsOthersWhatIsTooLongForALabel() {
    List<String> segments = new ArrayList<>();
    for (int i = 0; i < PathCounters.MOST_SEGMENTS; i++) {
      segments.add("fc00:2::" + i);
    }
    String longest = String.join(" ", segments).replace("::0 ", ":: ");
    paths.ended(Side.SERVER, header(and(segments, SERVER)), leg(1, 0));
    segments.add("fc00:2::f");
    paths.ended(Side.SERVER, header(and(segments, SERVER)), leg(1, 0));

    assertThat(paths.estimates())
        .containsExactly(
            estimates(Side.SERVER, longest, 1, 1, 0), estimates(Side.SERVER, "other", 1, 1, 0));
  }

  private static String[] and(List<String> segments, String end) {
    List<String> all = new ArrayList<>(segments);
    all.add(end);
    return all.toArray(String[]::new);
  }

  private static Estimates estimates(
      Side leg, String path, long legs, long millis, long retransmissions) {
    return new Estimates(leg, path, legs, millis * 1_000_000, retransmissions);
  }

  /** Visits these, in order. */
  private static Srh header(String... visited) {
    return Srh.of(visited.length - 1, addresses(visited).reversed());
  }

  private static List<Ipv6Address> addresses(String... texts) {
    return List.of(texts).stream().map(Ipv6Address::parse).toList();
  }

  private static TcpInfo leg(int millis, int retransmissions) {
    Duration roundTrip = Duration.ofMillis(millis);
    Duration none = Duration.ZERO;
    return new TcpInfo(
        TcpState.ESTABLISHED,
        none,
        roundTrip,
        none,
        none,
        0,
        0,
        0,
        0,
        0,
        retransmissions,
        0,
        0,
        0,
        0);
  }
}

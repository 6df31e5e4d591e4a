package org.srv6pipes.resolver.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.ReturnPathTlv;
import org.srv6pipes.wire.Srh;
import org.srv6pipes.wire.WireOptions;

class SegmentRouteTest {
  private static final Ipv6Address CLIENT = Ipv6Address.parse("2001:db8:1::2");
  private static final Ipv6Address SERVER = Ipv6Address.parse("2001:db8:2::2");
  private static final Ipv6Address ONE = Ipv6Address.parse("fc00:1::10:0:0");
  private static final Ipv6Address TWO = Ipv6Address.parse("fc00:2::11:0:0");
  private static final Ipv6Address BACK_ONE = Ipv6Address.parse("fc00:1::11:0:0");
  private static final Ipv6Address BACK_TWO = Ipv6Address.parse("fc00:2::10:0:0");

  @Test
  void shouldNameTheServerLastAndTheWayBackFromTheClientOn() {
    Srh header =
        new SegmentRoute(List.of(ONE, TWO), List.of(BACK_ONE, BACK_TWO))
            .header(CLIENT, SERVER, WireOptions.DEFAULT);

    assertThat(header.segments()).containsExactly(SERVER, TWO, ONE);
    assertThat(header.segmentsLeft()).isEqualTo(2);
    assertThat(header.returnPath())
        .contains(new ReturnPathTlv(6, 0, List.of(CLIENT, BACK_ONE, BACK_TWO)));
  }

  @Test
  void shouldLeaveTheWayBackToTheProxiesWhereItHasNone() {
    Srh header =
        new SegmentRoute(List.of(ONE), List.of()).header(CLIENT, SERVER, WireOptions.DEFAULT);

    assertThat(header.segments()).containsExactly(SERVER, ONE);
    assertThat(header.returnPath()).isEmpty();
  }
}

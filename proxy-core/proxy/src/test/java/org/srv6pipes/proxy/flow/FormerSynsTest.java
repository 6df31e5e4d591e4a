package org.srv6pipes.proxy.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.srv6pipes.wire.ClientAddress;
import org.srv6pipes.wire.FlowKey;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.ServerAddress;

class FormerSynsTest {

  private static final Ipv6Address CLIENT = Ipv6Address.parse("2001:db8:1::2");
  private static final Ipv6Address SERVER = Ipv6Address.parse("2001:db8:2::2");

  private final FormerSyns former = new FormerSyns();

  @Test
  void shouldKnowACopyAndNoOtherConnection() {
    former.add(flow(1), 4711);
    assertThat(former.began(flow(1), 4711)).isTrue();
    assertThat(former.began(flow(1), 4712)).as("a new one from the same port").isFalse();
    assertThat(former.began(flow(2), 4711)).as("somebody else's").isFalse();
  }

  @Test
  void shouldKnowTheLastConnectionOfAPort() {
    former.add(flow(1), 1);
    former.add(flow(1), 2);
    assertThat(former.began(flow(1), 1)).isFalse();
    assertThat(former.began(flow(1), 2)).isTrue();
  }

  @Test
  void shouldForgetTheOldest() {
    for (int port = 1; port <= FormerSyns.MOST + 2; port++) {
      former.add(flow(port), port);
      former.add(flow(1), 1);
    }
    assertThat(former.began(flow(1), 1)).as("added again and again").isTrue();
    assertThat(former.began(flow(2), 2)).isFalse();
    assertThat(former.began(flow(3), 3)).isFalse();
    assertThat(former.began(flow(4), 4)).isTrue();
  }

  /** Beside a map that does the same with an object for each: many come, go, and come again. */
  @Test
  void shouldRememberWhatAMapOfTheLatestRemembers() {
    Map<FlowKey, Integer> latest = new Latest<>(FormerSyns.MOST);
    Random random = new Random(4711);
    for (int i = 0; i < 20 * FormerSyns.MOST; i++) {
      FlowKey flow = flow(1 + random.nextInt(3 * FormerSyns.MOST));
      former.add(flow, i);
      latest.remove(flow);
      latest.put(flow, i);
      FlowKey asked = flow(1 + random.nextInt(3 * FormerSyns.MOST));
      Integer known = latest.get(asked);
      assertThat(former.began(asked, known == null ? i : known)).isEqualTo(known != null);
    }
  }

  private static FlowKey flow(int port) {
    return new FlowKey(new ClientAddress(CLIENT, port), new ServerAddress(SERVER, 80));
  }
}

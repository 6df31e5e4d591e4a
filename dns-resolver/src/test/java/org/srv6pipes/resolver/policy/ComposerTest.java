package org.srv6pipes.resolver.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.srv6pipes.resolver.message.ChainRecord;
import org.srv6pipes.wire.ChainText;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Ipv6Prefix;
import org.srv6pipes.wire.SidLayout;

class ComposerTest {
  private static final String FUNCTIONS =
      """
      [{"name":"zstd-compress","number":16,"inverse":"zstd-decompress","inverseParameters":"defaults",
        "parameters":[{"name":"level","lowBit":0,"width":5,"kind":"number","min":1,"max":19,
                       "standard":3,"choices":[]}]},
       {"name":"zstd-decompress","number":17,"inverse":"zstd-compress","inverseParameters":"defaults",
        "parameters":[]},
       {"name":"xor","number":43690,"inverse":"xor","inverseParameters":"same",
        "parameters":[{"name":"key","lowBit":0,"width":32,"kind":"hex","min":0,"max":4294967295,
                       "standard":0,"choices":[]}]},
       {"name":"leet","number":43691,"parameters":[]},
       {"name":"identity","number":1,"inverse":"identity","inverseParameters":"same","parameters":[]}]
      """;

  private static final Ipv6Address CLIENT = Ipv6Address.parse("2001:db8:1::2");

  private final Set<String> down = new HashSet<>();
  private final Composer composer =
      new Composer(
          List.of(
              proxy("p1", "edge", "fc00:1::/80", 1),
              proxy("p2", "edge", "fc00:2::/80", 3),
              proxy("p3", "core", "fc00:3::/80", 1)),
          name -> !down.contains(name));

  private static KnownProxy proxy(String name, String site, String prefix, int weight) {
    return KnownProxy.read(
        name, site, Ipv6Prefix.parse(prefix), SidLayout.DEFAULT, weight, FUNCTIONS);
  }

  private ChainRecord compose(String chain, Ipv6Address client, String... at) {
    return composer.compose(ChainText.parse(chain), List.of(at), client).orElseThrow();
  }

  private static List<Ipv6Address> sids(String... sids) {
    return List.of(sids).stream().map(Ipv6Address::parse).toList();
  }

  private static Ipv6Address client(int number) {
    return new Ipv6Address(0x2001_0db8_0001_0000L, number);
  }

  @Test
  void shouldPutEachFunctionAtTheNextSiteAndItsInverseOnTheWayBack() {
    down.add("p2");

    assertThat(compose("zstd-compress(7) | zstd-decompress", CLIENT))
        .isEqualTo(
            new ChainRecord(
                0,
                sids("fc00:1::10:0:7", "fc00:3::11:0:0"),
                sids("fc00:1::11:0:0", "fc00:3::10:0:0")));
  }

  @Test
  void shouldStayAtTheLastSite() {
    down.add("p2");

    assertThat(compose("xor(1) | xor(2) | xor(key=3)", CLIENT).forward())
        .isEqualTo(sids("fc00:1::aaaa:0:1", "fc00:3::aaaa:0:2", "fc00:3::aaaa:0:3"));
  }

  @Test
  void shouldFollowTheSitesOfAPolicy() {
    assertThat(compose("xor(1) | xor(2)", CLIENT, "core", "core").forward())
        .isEqualTo(sids("fc00:3::aaaa:0:1", "fc00:3::aaaa:0:2"));
  }

  @Test
  void shouldTakeIdentityForTheWayBackOfWhatCannotBeUndone() {
    assertThat(compose("leet", CLIENT, "core").back()).isEqualTo(sids("fc00:3::1:0:0"));
  }

  @Test
  void shouldSpreadClientsByWeightAndAlwaysTheSameWay() {
    Map<Ipv6Address, Integer> spread = new HashMap<>();
    for (int i = 0; i < 4000; i++) {
      Ipv6Address sid = compose("leet", client(i)).forward().getFirst();
      assertThat(compose("leet", client(i)).forward()).containsExactly(sid);
      spread.merge(sid, 1, Integer::sum);
    }
    assertThat(spread.get(Ipv6Address.parse("fc00:1::aaab:0:0"))).isBetween(850, 1150);
    assertThat(spread.get(Ipv6Address.parse("fc00:2::aaab:0:0"))).isBetween(2850, 3150);
  }

  @Test
  void shouldMoveOnlyTheClientsOfAProxyThatIsDown() {
    for (int i = 0; i < 200; i++) {
      ChainRecord before = compose("leet", client(i));
      down.add("p1");
      ChainRecord after = compose("leet", client(i));
      down.clear();
      if (before.forward().getFirst().equals(Ipv6Address.parse("fc00:2::aaab:0:0"))) {
        assertThat(after).isEqualTo(before);
      } else {
        assertThat(after).isNotEqualTo(before);
      }
    }
  }

  @Test
  void shouldGiveNothingWhereNoProxyIsUp() {
    down.addAll(List.of("p1", "p2"));

    assertThat(composer.compose(ChainText.parse("leet"), List.of(), CLIENT)).isEmpty();
  }

  @Test
  void shouldSayWhatCanNeverBe() {
    assertThatThrownBy(() -> compose("rot13", CLIENT)).hasMessageContaining("\"rot13\"");
    assertThat(objection("xor(9) | rot13")).contains("rot13");
    assertThat(objection("zstd-compress(20)")).contains("level").contains("1 to 19");
    assertThat(objection("xor(9) | leet", "edge")).contains("one site for each of the 2");
    assertThat(objection("leet", "moon")).contains("no site \"moon\"");
    assertThat(objection("leet | leet | leet", "edge", "core", "edge")).contains("come back");
    assertThat(objection("xor(9) | leet")).isEmpty();
  }

  private String objection(String chain, String... at) {
    Optional<String> objection = composer.objection(ChainText.parse(chain), List.of(at));
    return objection.orElse("");
  }
}

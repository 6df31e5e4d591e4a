package org.srv6pipes.proxy.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.srv6pipes.proxy.flow.Quotas.Limits;
import org.srv6pipes.proxy.flow.Quotas.Share;
import org.srv6pipes.wire.Ipv6Prefix;

class QuotasTest {

  private static final long NOW = 1_000_000_000_000L;
  private static final long SECOND = 1_000_000_000L;

  @Test
  void shouldLimitEachClientNetworkByItself() {
    Quotas quotas = quotas(new Limits(2, 64, Map.of(), 0, 1000));
    assertThat(quotas.take(share("2001:db8:1::/64"), NOW)).isEmpty();
    assertThat(quotas.take(share("2001:db8:1::/64"), NOW)).isEmpty();
    assertThat(quotas.take(share("2001:db8:1::/64"), NOW)).contains(EndReason.CLIENT_LIMIT);
    assertThat(quotas.take(share("2001:db8:2::/64"), NOW)).isEmpty();

    quotas.giveBack(share("2001:db8:1::/64"));
    assertThat(quotas.take(share("2001:db8:1::/64"), NOW)).isEmpty();
  }

  @Test
  void shouldLimitTheFunctionsThatAreNamed() {
    Quotas quotas = quotas(new Limits(0, 64, Map.of("zstd", 1), 0, 1000));
    Share zstd = new Share(Ipv6Prefix.parse("2001:db8::/64"), Set.of("zstd"), 0);
    assertThat(quotas.take(zstd, NOW)).isEmpty();
    assertThat(quotas.take(zstd, NOW)).contains(EndReason.FUNCTION_LIMIT);
    assertThat(quotas.take(share("2001:db8::/64"), NOW)).isEmpty();

    quotas.giveBack(zstd);
    assertThat(quotas.take(zstd, NOW)).isEmpty();
  }

  @Test
  void shouldLimitTheMemoryOfAllTogether() {
    Quotas quotas = quotas(new Limits(0, 64, Map.of(), 0, 1000));
    Share large = new Share(Ipv6Prefix.parse("2001:db8::/64"), Set.of(), 600);
    assertThat(quotas.take(large, NOW)).isEmpty();
    assertThat(quotas.take(large, NOW)).contains(EndReason.MEMORY_LIMIT);
    assertThat(quotas.memory()).isEqualTo(600);

    quotas.giveBack(large);
    assertThat(quotas.memory()).isZero();
  }

  @Test
  void shouldLimitHowManyBeginInASecond() {
    Quotas quotas = quotas(new Limits(0, 64, Map.of(), 1, 1000));
    assertThat(quotas.take(share("2001:db8::/64"), NOW)).isEmpty();
    assertThat(quotas.take(share("2001:db8::/64"), NOW)).contains(EndReason.RATE_LIMIT);
    assertThat(quotas.take(share("2001:db8::/64"), NOW + SECOND)).isEmpty();
  }

  @Test
  void shouldTakeNothingFromAnyQuotaIfOneIsExhausted() {
    Quotas quotas = quotas(new Limits(1, 64, Map.of(), 0, 100));
    Share tooLarge = new Share(Ipv6Prefix.parse("2001:db8::/64"), Set.of(), 101);
    assertThat(quotas.take(tooLarge, NOW)).contains(EndReason.MEMORY_LIMIT);
    assertThat(quotas.take(share("2001:db8::/64"), NOW)).isEqualTo(Optional.empty());
  }

  private static Quotas quotas(Limits limits) {
    return new Quotas(limits, NOW);
  }

  private static Share share(String client) {
    return new Share(Ipv6Prefix.parse(client), Set.of(), 0);
  }
}

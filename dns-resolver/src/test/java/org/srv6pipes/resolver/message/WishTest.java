package org.srv6pipes.resolver.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.srv6pipes.wire.ChainText;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.OPTRecord;

class WishTest {

  private static Wish wish(EDNSOption... options) {
    return Wish.of(new OPTRecord(1232, 0, 0, 0, options));
  }

  private static EDNSOption option(int code, byte... data) {
    return new GenericEDNSOption(code, data);
  }

  @Test
  void shouldBeNothingWithoutOurOptions() {
    assertThat(wish()).isSameAs(Wish.NONE);
    assertThat(wish(option(10, new byte[8]))).isSameAs(Wish.NONE);
  }

  @Test
  void shouldReadAChainOrTheWishForThePolicys() {
    ChainText chain = ChainText.parse("zstd-compress(3) | zstd-decompress");

    assertThat(wish(Wish.option(Optional.of(chain))).chain()).contains(chain);
    assertThat(wish(Wish.option(Optional.empty())))
        .satisfies(
            wish -> {
              assertThat(wish.asked()).isTrue();
              assertThat(wish.chain()).isEmpty();
            });
  }

  @Test
  void shouldReadTheOptionsOfSoftwareResolvedNetworks() {
    Wish wish =
        wish(
            option(Wish.APPLICATION, "backup".getBytes(UTF_8)),
            option(Wish.BANDWIDTH, (byte) 0xff, (byte) 0, (byte) 0, (byte) 1),
            option(Wish.LATENCY, (byte) 0, (byte) 0, (byte) 0, (byte) 20),
            option(Wish.ACCESS_ROUTER, "r1".getBytes(UTF_8)));

    assertThat(wish)
        .isEqualTo(
            new Wish(
                false,
                Optional.empty(),
                true,
                "backup",
                OptionalLong.of(0xff000001L),
                OptionalLong.of(20),
                "r1"));
  }

  @Test
  void shouldRefuseOptionsThatAreMalformed() {
    assertThatThrownBy(() -> wish(option(Wish.LATENCY, (byte) 1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> wish(option(Wish.CHAIN, "xor(".getBytes(UTF_8))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> wish(option(Wish.CHAIN, (byte) 0xff)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

package org.srv6pipes.resolver.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.srv6pipes.service.config.Rate;
import org.srv6pipes.wire.Ipv6Address;

class AdmissionTest {
  private static final long SECOND = 1_000_000_000L;

  private final Admission admission =
      new Admission(
          List.of(AddressBlock.parse("192.0.2.0/25"), AddressBlock.parse("2001:db8::/32")),
          Rate.perSecond(2));

  private static Ipv6Address address(String text) throws Exception {
    return AddressBlock.mapped(InetAddress.getByName(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.0", "192.0.2.127", "2001:db8:ffff::1"})
  void shouldAllowWhomTheBlocksHold(String client) throws Exception {
    assertThat(admission.allows(address(client))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.128", "192.0.3.1", "2001:db9::", "::1"})
  void shouldNotAllowOthers(String client) throws Exception {
    assertThat(admission.allows(address(client))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.0/25", "127.0.0.1/32", "2001:db8::/32", "::1/128"})
  void shouldPrintABlockAsItWasWritten(String text) {
    assertThat(AddressBlock.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2", "192.0.2.256", "192.0.2.0/33", "192.0.2.1/24", "host", ""})
  void shouldRefuseWhatIsNoBlock(String text) {
    assertThatThrownBy(() -> AddressBlock.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldFillTheBucketOfAWholeIpv6Network() throws Exception {
    Ipv6Address one = address("2001:db8::1");
    Ipv6Address neighbour = address("2001:db8::2");
    Ipv6Address other = address("2001:db8:0:1::1");

    assertThat(admission.isWithinRate(one, 0)).isTrue();
    assertThat(admission.isWithinRate(neighbour, 0)).isTrue();
    assertThat(admission.isWithinRate(one, 0)).isFalse();
    assertThat(admission.isWithinRate(other, 0)).isTrue();
    assertThat(admission.isWithinRate(one, SECOND / 2)).isTrue();
    assertThat(admission.isWithinRate(one, SECOND / 2)).isFalse();
    assertThat(admission.isWithinRate(one, 10 * SECOND)).isTrue();
  }

  @Test
  void shouldNotLimitWithoutARate() throws Exception {
    Admission unlimited = new Admission(List.of(), Rate.perSecond(0));
    for (int i = 0; i < 1000; i++) {
      assertThat(unlimited.isWithinRate(address("::1"), 0)).isTrue();
    }
  }
}

package org.srv6pipes.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ipv6PrefixTest {

  @ParameterizedTest
  @CsvSource({
    "::/0, ffff::, true",
    "8000::/1, 7fff::, false",
    "fc00:1::/80, fc00:1::aaaa:0:55, true",
    "fc00:1::/80, fc00:1:0:0:1::, false",
    "fc00:1::/64, fc00:1::ffff:ffff:ffff:ffff, true",
    "fc00:1::/64, fc00:1:0:1::, false",
    "fc00:1::/65, fc00:1::8000:0:0:0, false",
    "::1/128, ::1, true",
    "::1/128, ::, false",
  })
  void shouldContainTheAddressesThatBeginAlike(String prefix, String address, boolean contained) {
    assertThat(Ipv6Prefix.parse(prefix).contains(Ipv6Address.parse(address))).isEqualTo(contained);
  }

  @ParameterizedTest
  @CsvSource({
    "fc00::/7, fc00:1::/80, true",
    "fc00:1::/80, fc00:1::/80, true",
    "fc00:1::/80, fc00::/7, false",
    "fc00:1::/80, fc00:2::/80, false",
  })
  void shouldContainThePrefixesWithinIt(String outer, String inner, boolean contained) {
    assertThat(Ipv6Prefix.parse(outer).contains(Ipv6Prefix.parse(inner))).isEqualTo(contained);
  }

  @ParameterizedTest
  @CsvSource({"fc00:1::/80", "::/0", "::1/128"})
  void shouldReadWhatItWrote(String text) {
    assertThat(Ipv6Prefix.parse(text)).hasToString(text);
  }

  @Test
  void shouldBeThePrefixOfAnyAddressInIt() {
    assertThat(Ipv6Prefix.of(Ipv6Address.parse("fc00:1::aaaa:0:55"), 80))
        .isEqualTo(Ipv6Prefix.parse("fc00:1::/80"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fc00:1::1/80 | \"fc00:1::1/80\" has bits behind its length: write \"fc00:1::/80\", or"
            + " \"fc00:1::1/128\" for this one address",
        "fc00:1::     | \"fc00:1::\" is not a prefix: write \"fc00:1::/128\" for one address",
        "::/129       | prefix length is 129, and must be 0 to 128",
        "::/x         | \"::/x\" is not a prefix: behind the slash stands a number from 0 to 128",
        "::/           | \"::/\" is not a prefix: behind the slash stands a number from 0 to 128",
        "::/08        | \"::/08\" is not a prefix: behind the slash stands a number from 0 to 128",
        "::/-1        | \"::/-1\" is not a prefix: behind the slash stands a number from 0 to 128",
        "::/1/2       | \"::/1/2\" is not a prefix: behind the slash stands a number from 0 to 128",
        "x/80         | \"x\" is not an IPv6 address: 'x' in \"x\" is no digit of base 16",
      })
  void shouldRefuseWhatIsNoPrefixAndSayHowToMendIt(String text, String why) {
    assertThatThrownBy(() -> Ipv6Prefix.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(why);
  }
}

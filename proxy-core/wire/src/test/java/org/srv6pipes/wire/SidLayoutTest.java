package org.srv6pipes.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SidLayoutTest {

  @ParameterizedTest
  @CsvSource({
    "80, 16, 32, 2001:123:4567:8901:2345:aaaa:bcde:ffff, 2001:123:4567:8901:2345::/80, aaaa,"
        + " bcdeffff",
    "80, 16, 32, fc00:1::aaaa:0:55, fc00:1::/80, aaaa, 55",
    "64, 32, 32, fc00:1::ffff:ffff:8000:1, fc00:1::/64, ffffffff, 80000001",
    "48, 32, 32, fc00:0:1:2:3:4:5:0, fc00:0:1::/48, 20003, 40005",
    "40, 16, 16, fc00:0:12:3456:7800::, fc00:0:0::/40, 1234, 5678",
    "56, 20, 28, fc00:1:2:300:1234:5678:9000::, fc00:1:2:300::/56, 123, 4567890",
    "96, 32, 0, fc00:1::1234:5678, fc00:1::/96, 12345678, 0",
    "127, 1, 0, fc00:1::3, fc00:1::2/127, 1, 0",
    "32, 1, 32, fc00:1:ffff:ffff:8000::, fc00:1::/32, 1, ffffffff",
  })
  void shouldTakeApartAndPutTogether(
      int prefixBits,
      int functionBits,
      int parameterBits,
      String sid,
      String prefix,
      String function,
      String parameters) {
    SidLayout layout = new SidLayout(prefixBits, functionBits, parameterBits);
    Ipv6Address address = Ipv6Address.parse(sid);
    int functionNumber = Integer.parseUnsignedInt(function, 16);
    int parameterNumber = Integer.parseUnsignedInt(parameters, 16);

    assertThat(layout.decode(address))
        .isEqualTo(new Sid(address, Ipv6Prefix.parse(prefix), functionNumber, parameterNumber));
    assertThat(layout.encode(Ipv6Prefix.parse(prefix), functionNumber, parameterNumber))
        .isEqualTo(address);
  }

  @Test
  void shouldSplitAsThePrototypeDidUnlessToldOtherwise() {
    assertThat(SidLayout.DEFAULT).isEqualTo(new SidLayout(80, 16, 32)).hasToString("80/16/32");
  }

  @Test
  void shouldRefuseBitsBehindTheParameters() {
    SidLayout layout = new SidLayout(48, 16, 32);

    assertThat(layout.fits(Ipv6Address.parse("fc00::1"))).isFalse();
    assertThat(layout.fits(Ipv6Address.parse("fc00::1:0:0"))).isTrue();
    assertThatThrownBy(() -> layout.decode(Ipv6Address.parse("fc00::1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("fc00::1 has bits set behind the 96 of a SID 48/16/32");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "80 | 16 | 33 | number of parameter bits is 33, and must be 0 to 32",
        "80 | 16 | -1 | number of parameter bits is -1, and must be 0 to 32",
        "64 | 33 | 0  | number of function bits is 33, and must be 1 to 32",
        "80 | 0  | 32 | number of function bits is 0, and must be 1 to 32",
        "81 | 16 | 32 | number of prefix bits is 81, and must be 1 to 80",
        "0  | 16 | 32 | number of prefix bits is 0, and must be 1 to 80",
      })
  void shouldRefuseALayoutThatIsNone(int prefix, int function, int parameters, String why) {
    assertThatThrownBy(() -> new SidLayout(prefix, function, parameters))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fc00:1::/64 | 1     | 0 | prefix fc00:1::/64 is not of the 80 bits that a SID 80/16/32"
            + " has",
        "fc00:1::/80 | 65536 | 0 | function 0x10000 does not fit the 16 bits that the SID layout"
            + " gives it",
        "fc00:1::/80 | -1    | 0 | function 0xffffffff does not fit the 16 bits that the SID layout"
            + " gives it",
      })
  void shouldRefuseToEncodeWhatDoesNotFit(String prefix, int function, int parameters, String why) {
    assertThatThrownBy(
            () -> SidLayout.DEFAULT.encode(Ipv6Prefix.parse(prefix), function, parameters))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(why);
  }
}

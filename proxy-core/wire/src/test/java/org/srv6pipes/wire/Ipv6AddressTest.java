package org.srv6pipes.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv6AddressTest {

  @ParameterizedTest
  @CsvSource({
    "::, ::",
    "::1, ::1",
    "1::, 1::",
    "0:0:0:0:0:0:0:0, ::",
    "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
    "2001:db8::0:1, 2001:db8::1",
    "2001:0db8:0001:0000:0000:0ab9:C0A8:0102, 2001:db8:1::ab9:c0a8:102",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "0:0:1:2:3:4:5:6, ::1:2:3:4:5:6",
    "1:2:3:4:5:6:0:0, 1:2:3:4:5:6::",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
    "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
    "fc00:1::aaaa:0:55, fc00:1::aaaa:0:55",
    "::ffff:192.0.2.128, ::ffff:192.0.2.128",
    "::ffff:c000:280, ::ffff:192.0.2.128",
    "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
    "1:2:3:4:5:6:255.255.0.1, 1:2:3:4:5:6:ffff:1",
    "::0.0.0.0, ::",
  })
  void shouldReadWhatRfc4291AllowsAndWriteWhatRfc5952Asks(String text, String canonical) {
    Ipv6Address address = Ipv6Address.parse(text);

    assertThat(address).hasToString(canonical);
    assertThat(Ipv6Address.parse(canonical)).isEqualTo(address);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''               | it has 0 of 8 groups and no \"::\"",
        "1.2.3.4          | it has 2 of 8 groups and no \"::\"",
        "1:2:3:4:5:6:7    | it has 7 of 8 groups and no \"::\"",
        "1:2:3:4:5:6:7:8:9| it has 9 of 8 groups and no \"::\"",
        "1::2::3          | \"::\" may stand only once",
        ":::              | a single \":\" must stand between two groups",
        "1:::2            | a single \":\" must stand between two groups",
        ":1::2            | a single \":\" must stand between two groups",
        "1::2:            | a single \":\" must stand between two groups",
        "1:2:3:4::5:6:7:8 | there is nothing left for \"::\" to stand for",
        "12345::          | group \"12345\" is longer than four hex digits",
        "::g              | 'g' in \"g\" is no digit of base 16",
        "::-1             | '-' in \"-1\" is no digit of base 16",
        "::\uff11         | '\uff11' in \"\uff11\" is no digit of base 16",
        "fe80::1%eth0     | a zone (\"%…\") has no meaning on the wire",
        "[::1]            | '[' in \"[\" is no digit of base 16",
        "::1.2.3          | \"1.2.3\" is not four numbers from 0 to 255",
        "::1.2.3.4.5      | \"1.2.3.4.5\" is not four numbers from 0 to 255",
        "::1.2.3.256      | \"1.2.3.256\" is not four numbers from 0 to 255",
        "::1.2.3.04       | \"1.2.3.04\" is not four numbers from 0 to 255",
        "::1.2..4         | \"1.2..4\" is not four numbers from 0 to 255",
        "::1.2.x.4        | 'x' in \"x\" is no digit of base 10",
        "1.2.3.4::        | group \"1.2.3.4\" is longer than four hex digits",
      })
  void shouldRefuseWhatIsNoAddressAndSayWhy(String text, String why) {
    assertThatThrownBy(() -> Ipv6Address.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("\"" + text + "\" is not an IPv6 address: " + why);
  }

  @Test
  void shouldBeTheSameOctetsInEveryForm() {
    Ipv6Address address = Ipv6Address.parse("2001:db8:1:2:fffe:dcba:9876:5432");
    ByteBuffer buffer = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
    address.write(buffer, 3);

    assertThat(address.toBytes())
        .containsExactly(
            0x20, 0x01, 0x0d, 0xb8, 0x00, 0x01, 0x00, 0x02, 0xff, 0xfe, 0xdc, 0xba, 0x98, 0x76,
            0x54, 0x32);
    assertThat(Ipv6Address.of(address.toBytes())).isEqualTo(address);
    assertThat(Ipv6Address.read(buffer, 3)).isEqualTo(address);
    assertThat(Ipv6Address.from(address.toInet())).isEqualTo(address);
  }

  @Test
  void shouldStayAnIpv6AddressForTheJdkAlsoWhereItMapsIpv4() {
    Ipv6Address mapped = Ipv6Address.parse("::ffff:192.0.2.1");

    assertThat(mapped.toInet()).isInstanceOf(Inet6Address.class);
    assertThat(Ipv6Address.from(mapped.toInet())).isEqualTo(mapped);
  }

  @Test
  void shouldHaveSixteenOctets() {
    assertThatThrownBy(() -> Ipv6Address.of(new byte[4]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an IPv6 address has 16 octets");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fe80::1", "fe80::", "febf:ffff::1"})
  void shouldKnowLinkLocalAddresses(String text) {
    assertThat(Ipv6Address.parse(text).isLinkLocal()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"fec0::1", "fe7f::1", "2001:db8::1", "::"})
  void shouldKnowThatOthersAreNotLinkLocal(String text) {
    assertThat(Ipv6Address.parse(text).isLinkLocal()).isFalse();
  }

  @Test
  void shouldKnowTheAddressesThatNoPacketMayBeSentTo() {
    assertThat(Ipv6Address.parse("::").isUnspecified()).isTrue();
    assertThat(Ipv6Address.parse("::1").isUnspecified()).isFalse();
    assertThat(Ipv6Address.parse("::1").isLoopback()).isTrue();
    assertThat(Ipv6Address.parse("1::1").isLoopback()).isFalse();
    assertThat(Ipv6Address.parse("ff02::1").isMulticast()).isTrue();
    assertThat(Ipv6Address.parse("fe00::").isMulticast()).isFalse();
    assertThat(Ipv6Address.parse("::ffff:1.2.3.4").isV4Mapped()).isTrue();
    assertThat(Ipv6Address.parse("::fffe:1.2.3.4").isV4Mapped()).isFalse();
    assertThat(Ipv6Address.parse("1::ffff:1.2.3.4").isV4Mapped()).isFalse();
  }

  @Test
  void shouldBeOrderedAsUnsignedNumbersAre() {
    assertThat(
            Stream.of("ff02::1", "::", "8000::", "1::", "::8000:0:0:0", "::1")
                .map(Ipv6Address::parse)
                .sorted())
        .map(Ipv6Address::toString)
        .containsExactly("::", "::1", "::8000:0:0:0", "1::", "8000::", "ff02::1");
  }
}

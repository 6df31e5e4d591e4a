package org.srv6pipes.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.net.InetAddress;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any text is refused with a sentence, or reads back the same from its canonical form. */
class TextFuzzTest {

  static Stream<String> texts() {
    return Stream.of(
        "2001:db8::1",
        "::ffff:192.0.2.1",
        "fc00:1::/80",
        "fc00:1::1/80",
        "xor(0x55) | replace(\"a b\\n\\u00e9\", with=c) | identity");
  }

  @MethodSource("texts")
  @FuzzTest(maxDuration = "10s")
  void shouldRefuseOrUnderstand(@NotNull String text) {
    shouldBeAnAddressOrNot(text);
    shouldBeAPrefixOrNot(text);
    shouldBeAChainOrNot(text);
  }

  private static void shouldBeAnAddressOrNot(String text) {
    Ipv6Address address;
    try {
      address = Ipv6Address.parse(text);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageStartingWith("\"" + text + "\" is not an IPv6 address: ");
      return;
    }
    assertThat(Ipv6Address.parse(address.toString())).isEqualTo(address);
    assertThat(InetAddress.ofLiteral(text).getAddress())
        .as("the JDK's reading of the same text")
        .isEqualTo(InetAddress.ofLiteral(address.toString()).getAddress());
  }

  private static void shouldBeAPrefixOrNot(String text) {
    Ipv6Prefix prefix;
    try {
      prefix = Ipv6Prefix.parse(text);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageMatching("(?s)(prefix length|\").+");
      return;
    }
    assertThat(Ipv6Prefix.parse(prefix.toString())).isEqualTo(prefix);
    assertThat(prefix.contains(prefix.address())).isTrue();
  }

  private static void shouldBeAChainOrNot(String text) {
    ChainText chain;
    try {
      chain = ChainText.parse(text);
    } catch (ChainSyntaxException e) {
      assertThat(e.column()).isBetween(1, text.length() + 1);
      return;
    }
    String canonical = chain.toString();
    assertThat(ChainText.parse(canonical)).isEqualTo(chain);
    assertThat(ChainText.parse(canonical)).hasToString(canonical);
  }
}

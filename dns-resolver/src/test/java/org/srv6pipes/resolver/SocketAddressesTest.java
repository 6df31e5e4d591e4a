package org.srv6pipes.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocketAddressesTest {

  @ParameterizedTest
  @ValueSource(strings = {"[2001:db8::53]:53", "[::1]:65535", "192.0.2.53:53", "127.0.0.1:0"})
  void shouldPrintWhatItReads(String text) {
    assertThat(SocketAddresses.toText(SocketAddresses.parse(text))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"2001:db8::53", "::1:53", "[::1]", "[::1]:65536", "192.0.2.53", "name:53", ""})
  void shouldSayHowToWriteIt(String text) {
    assertThatThrownBy(() -> SocketAddresses.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

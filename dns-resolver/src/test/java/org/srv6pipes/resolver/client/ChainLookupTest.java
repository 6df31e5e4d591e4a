package org.srv6pipes.resolver.client;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ChainLookupTest {

  @Test
  void shouldSayWhichResolverDoesNotAnswer() throws Exception {
    InetAddress here = InetAddress.getByName("127.0.0.1");
    int unused;
    try (DatagramSocket socket = new DatagramSocket(0, here)) {
      unused = socket.getLocalPort();
    }
    ChainLookup lookup =
        new ChainLookup(new InetSocketAddress(here, unused), Duration.ofSeconds(5), "");

    assertThatThrownBy(() -> lookup.find("www.example.test", Optional.empty()))
        .isInstanceOf(IOException.class)
        .hasMessage("resolver 127.0.0.1 does not answer: nothing listens there");
  }
}

package org.srv6pipes.endhost.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.srv6pipes.endhost.server.ServerConfig.AtStop;
import org.srv6pipes.endhost.server.ServerConfig.Otherwise;
import org.srv6pipes.service.config.ConfigException;
import org.srv6pipes.wire.Ipv6Prefix;

class ServerConfigTest {

  private static ServerConfig read(String text) throws ConfigException {
    return ServerConfig.SCHEMA.parse(Path.of("server.toml"), text).value();
  }

  @Test
  void shouldNeedNoKeyAtAll() throws ConfigException {
    ServerConfig config = read("");
    assertThat(config.instance()).isEqualTo("server");
    assertThat(config.paths()).isEqualTo(1024);
    assertThat(config.wire().returnPathType()).isEqualTo(6);
    assertThat(config.unusablePath()).isEqualTo(Otherwise.DROP);
    assertThat(config.whenDown()).isEqualTo(Otherwise.DROP);
    assertThat(config.atStop()).isEqualTo(AtStop.REMOVE);
    assertThat(config.transit()).isFalse();
  }

  @Test
  void shouldReadWhatIsThere() throws ConfigException {
    ServerConfig config =
        read(
            """
            interfaces = ["eth1"]
            allow-via = ["fc00::/16"]
            paths = 16
            at-stop = "keep"
            when-down = "plain"
            """);
    assertThat(config.interfaces()).containsExactly("eth1");
    assertThat(config.allowVia()).containsExactly(Ipv6Prefix.parse("fc00::/16"));
    assertThat(config.paths()).isEqualTo(16);
    assertThat(config.atStop()).isEqualTo(AtStop.KEEP);
    assertThat(config.whenDown()).isEqualTo(Otherwise.PLAIN);
  }

  @Test
  void shouldSayWhyATypeCannotBeThatOfAReturnPath() {
    assertThatThrownBy(() -> read("return-path-type = 4")).hasMessageContaining("use 6, or 124");
  }
}

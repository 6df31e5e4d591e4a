package org.srv6pipes.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.test.NamespaceTest;

/** Resolver, client and server on one host, each with an operator who looks into it. */
@NamespaceTest(tools = "promtool")
@Timeout(180)
@Tag("becomes-another-user") // the client role needs root outside of a user namespace
class RoleAdminTest {

  private static final List<String> ROLES = List.of("resolver", "client", "server");
  private static final int FIRST_HTTP = 9470;

  @TempDir private Path folder;
  private final Lab lab = Lab.line("client", "server");
  private final Host host = lab.host("client");

  @AfterEach
  void stop() {
    lab.close();
  }

  @Test
  void shouldAnswerTheOperatorOfEveryRole() throws IOException {
    Files.writeString(folder.resolve("functions.json"), "[]");
    List<HostProcess> running = ROLES.stream().map(this::start).toList();
    running.forEach(it -> it.awaitLine("ready", ProgramInLab.PATIENCE));

    assertThat(said("status", "--instance", "resolver"))
        .contains("resolver", "serving", "p1 up", "received 0");
    assertThat(said("status", "--instance", "client")).contains("steered", "addresses 0, paths 0");
    assertThat(said("status", "--instance", "server")).contains("captured 0", "along-path 0");
    for (String role : ROLES) {
      assertThat(said("status", "--instance", role, "--json")).contains("\"role\":\"" + role);
      assertThat(said("log-level", "debug", "--instance", role)).contains("DEBUG");
      assertThat(said("reload", "--instance", role)).isEqualTo("reloaded");
      assertThat(said("flows", "--instance", role)).contains("cannot be asked");
      Path scraped = Files.writeString(folder.resolve("scraped"), scrape(role));
      host.shell("promtool check metrics < " + scraped);
    }
    assertThat(scrape("resolver")).contains("srv6pipes_dns_queries_total{outcome=\"answered\"} 0");

    Files.writeString(file("client"), "resolvrs = []\n");
    assertThat(said("reload", "--instance", "client"))
        .contains("not reloaded", "client.toml:1", "resolvers");
    running.getFirst().signal("TERM");
    assertThat(running.getFirst().awaitExit(ProgramInLab.PATIENCE)).isZero();
    assertThat(said("status", "--instance", "resolver")).contains("no instance \"resolver\"");
  }

  private HostProcess start(String role) {
    try {
      Files.writeString(
          file(role), configuration(role) + "[admin]\nhttp-port = " + http(role) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ProgramInLab.start(host, role, "-c", file(role).toString());
  }

  private String configuration(String role) {
    return switch (role) {
      case "resolver" ->
          """
          listen = ["[::1]:5300"]
          upstreams = ["[%1$s]:53"]
          [proxies.p1]
          prefix = "fc00:1::/80"
          functions = "functions.json"
          """
              .formatted(lab.host("server").address());
      case "client" -> "listen = [\"[::1]:5301\"]\nresolvers = [\"[::1]:5300\"]\n";
      default -> "";
    };
  }

  private Path file(String role) {
    return folder.resolve(role + ".toml");
  }

  private static int http(String role) {
    return FIRST_HTTP + ROLES.indexOf(role);
  }

  private String scrape(String role) {
    return Http.get(host, http(role), "/metrics");
  }

  private String said(String... arguments) {
    return ProgramInLab.said(host, arguments);
  }
}

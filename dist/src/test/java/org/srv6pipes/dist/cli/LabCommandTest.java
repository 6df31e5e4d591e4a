package org.srv6pipes.dist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.srv6pipes.lab.test.NamespaceTest;

/** Labs as a person makes them; /run belongs to this JVM alone. */
@NamespaceTest
class LabCommandTest {

  @AfterEach
  void takeAllDown() {
    Shell.run("lab", "down", "--all");
  }

  @Test
  void shouldKeepALabUpFromOneCommandToTheNext() {
    Shell.Result up = Shell.run("lab", "up", "--hosts", "3", "--name", "play");
    assertThat(up.err()).isEmpty();
    assertThat(up.out())
        .contains(
            "play is up", "client    2001:db8:1::2", "SIDs fc00:1::/80", "server    2001:db8:2::2");

    assertThat(Shell.run("lab", "list").out()).isEqualTo("play        client p1 server\n");
    String route = "ip -6 route get 2001:db8:2::2 | grep -q 'via 2001:db8:1::1 '";
    assertThat(Shell.run("lab", "exec", "client", "--", "sh", "-c", route).exitCode()).isZero();

    assertThat(Shell.run("lab", "down", "play").out()).isEqualTo("play is down\n");
    assertThat(Shell.run("lab", "list").out()).isEmpty();
  }

  @Test
  void shouldExitAsTheCommandDoes() {
    Shell.run("lab", "up", "--hosts", "2", "--name", "play");

    assertThat(Shell.run("lab", "exec", "play", "client", "--", "sh", "-c", "exit 7").exitCode())
        .isEqualTo(7);
  }

  @Test
  void shouldMakeAStarWithARouter() {
    Shell.run("lab", "up", "--topology", "star", "--hosts", "3");

    assertThat(Shell.run("lab", "list").out()).startsWith("lab1 ").contains(" router");
  }

  @Test
  void shouldRefuseACommandWithoutASeparator() {
    Shell.Result result = Shell.run("lab", "exec", "play", "client");

    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("write [LAB] HOST -- COMMAND");
  }

  @Test
  void shouldSayWhichLabsThereAre() {
    Shell.run("lab", "up", "--hosts", "2", "--name", "play");

    Shell.Result result = Shell.run("lab", "exec", "work", "client", "--", "true");

    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(result.err())
        .isEqualTo("srv6pipes lab exec: lab 'work': is not up; there are [play]\n");
  }

  @Test
  void shouldTakeDownOnlyWhatIsNamed() {
    Shell.run("lab", "up", "--hosts", "2", "--name", "one");
    Shell.run("lab", "up", "--hosts", "2", "--name", "two");

    assertThat(Shell.run("lab", "down").exitCode()).isEqualTo(ExitCode.USAGE);
    Shell.run("lab", "down", "one");
    assertThat(Shell.run("lab", "list").out()).startsWith("two ").doesNotContain("one");
    assertThat(Shell.run("lab", "down", "--all").out()).isEqualTo("two is down\n");
  }
}

package org.srv6pipes.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SignalsTest {

  /** A role that does nothing but what it is asked. */
  static final class Role {
    public static void main(String[] args) throws Exception {
      Signals signals = Signals.listen();
      say("ready");
      while (signals.next() == Signals.Request.RELOAD) {
        say("reloaded");
      }
      say("stopped");
    }

    private static void say(String word) throws IOException {
      System.out.write((word + "\n").getBytes(StandardCharsets.US_ASCII));
      System.out.flush();
    }
  }

  private Process role;
  private BufferedReader says;

  @BeforeEach
  void start() throws IOException {
    role =
        new ProcessBuilder(
                "env", // since what a shell has in the background ignores it
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Role.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    says = role.inputReader(StandardCharsets.US_ASCII);
    assertThat(says.readLine()).isEqualTo("ready");
  }

  @AfterEach
  void end() {
    role.destroyForcibly();
  }

  private void send(String signal) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-" + signal, Long.toString(role.pid())).inheritIO().start();
    assertThat(kill.waitFor()).isZero();
  }

  @Test
  void shouldExitWithZeroAfterSigterm() throws Exception {
    send("TERM");

    assertThat(says.readLine()).isEqualTo("stopped");
    assertThat(role.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(role.exitValue()).isZero();
  }

  @Test
  void shouldTakeSigintForAStopToo() throws Exception {
    send("INT");

    assertThat(says.readLine()).isEqualTo("stopped");
    assertThat(role.waitFor()).isZero();
  }

  @Test
  void shouldReloadAsOftenAsItIsAskedAndLiveOn() throws Exception {
    send("HUP");
    assertThat(says.readLine()).isEqualTo("reloaded");
    send("HUP");
    assertThat(says.readLine()).isEqualTo("reloaded");
    assertThat(role.isAlive()).isTrue();

    send("TERM");
    assertThat(says.readLine()).isEqualTo("stopped");
  }
}

package org.srv6pipes.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LimitsTest {
  private final Limits.OpenFiles before = Limits.openFiles();

  @AfterEach
  void restore() {
    Limits.openFiles(before.soft());
  }

  @Test
  void shouldReadSetAndRaiseTheLimitThatProcShows() throws Exception {
    Limits.openFiles(500);
    assertThat(Limits.openFiles()).isEqualTo(new Limits.OpenFiles(500, before.hard()));
    assertThat(Files.readString(Path.of("/proc/self/limits")))
        .containsPattern("Max open files +500 +" + before.hard());
    assertThat(Limits.raiseOpenFiles()).isEqualTo(before.hard());
    assertThat(Limits.openFiles().soft()).isEqualTo(before.hard());
  }

  @Test
  void shouldSayWhatStandsInTheWayOfMore() {
    assertThatThrownBy(() -> Limits.openFiles(before.hard() + 1))
        .isInstanceOf(LinuxException.class)
        .hasMessageMatching(
            "limit of open files: setrlimit.RLIMIT_NOFILE.: EINVAL. .*LimitNOFILE.*");
  }
}

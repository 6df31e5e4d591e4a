package org.srv6pipes.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import org.junit.jupiter.api.Test;

class ProcessIdentityTest {
  @Test
  void shouldRecogniseThisProcessAfterWritingItDown() {
    ProcessIdentity self = ProcessIdentity.current();
    assertThat(ProcessIdentity.parse(self.toString())).isEqualTo(self);
    assertThat(self.isAlive()).isTrue();
  }

  @Test
  void shouldKnowAProcessThatHasEnded() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("sleep", "60")
            .redirectInput(new File("/dev/null"))
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start();
    ProcessIdentity identity = ProcessIdentity.of(process.pid()).orElseThrow();
    assertThat(identity.isAlive()).isTrue();
    process.destroy();
    process.waitFor();
    assertThat(identity.isAlive()).isFalse();
  }

  @Test
  void shouldNotTakeANewProcessWithTheSameNumberForTheOldOne() {
    ProcessIdentity self = ProcessIdentity.current();
    ProcessIdentity earlier = new ProcessIdentity(self.pid(), self.startTicks() - 1, self.boot());
    ProcessIdentity beforeReboot = new ProcessIdentity(self.pid(), self.startTicks(), "another");
    assertThat(earlier.isAlive()).isFalse();
    assertThat(beforeReboot.isAlive()).isFalse();
  }

  @Test
  void shouldRefuseTextThatNamesNoProcess() {
    assertThatThrownBy(() -> ProcessIdentity.parse("12 34"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not a process: '12 34'");
  }
}

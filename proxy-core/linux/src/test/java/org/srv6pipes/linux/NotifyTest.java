package org.srv6pipes.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class NotifyTest {

  private static final short AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;

  @TempDir private Path folder;

  private final int manager = Libc.socket(AF_UNIX, SOCK_DGRAM, 0);

  @AfterEach
  void close() {
    Libc.close(manager);
  }

  private void listen(String path) {
    byte[] name = path.replace('@', '\0').getBytes(UTF_8);
    MemorySegment address = Scratch.mine().value;
    address.set(ValueLayout.JAVA_SHORT, 0, AF_UNIX);
    MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, 2, name.length);
    assertThat(Libc.bind(manager, address.address(), 2 + name.length)).isZero();
  }

  private String heard() {
    MemorySegment memory = Scratch.mine().value;
    int length = Libc.read(manager, memory.address(), Scratch.VALUE_SIZE);
    byte[] bytes = new byte[length];
    MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, 0, bytes, 0, length);
    return new String(bytes, UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"socket", "@srv6pipes-test"})
  void shouldTellTheManagerWhatTheProcessDoes(String name) {
    String path = name.startsWith("@") ? name + folder : folder.resolve(name).toString();
    listen(path);
    Notify notify = Notify.of(Map.of("NOTIFY_SOCKET", path, "WATCHDOG_USEC", "30000000"));

    notify.ready("3 prefixes");
    assertThat(heard()).isEqualTo("READY=1\nSTATUS=3 prefixes");
    notify.reloading();
    assertThat(heard()).matches("RELOADING=1\nMONOTONIC_USEC=\\d+");
    notify.alive();
    assertThat(heard()).isEqualTo("WATCHDOG=1");
    notify.stopping();
    assertThat(heard()).isEqualTo("STOPPING=1");
    assertThat(notify.patience()).contains(Duration.ofSeconds(30));
  }

  @Test
  void shouldNotPromiseToBeAliveToWhomAsksAnotherProcess() {
    assertThat(Notify.of(Map.of("WATCHDOG_USEC", "1", "WATCHDOG_PID", "0")).patience()).isEmpty();
  }

  @Test
  void shouldSayNothingWhereNobodyAsks() {
    Notify notify = Notify.of(Map.of());

    notify.ready("");
    notify.alive();
    assertThat(notify.patience()).isEmpty();
  }

  @Test
  void shouldSayWhyTheManagerDoesNotHear() {
    Notify notify = Notify.of(Map.of("NOTIFY_SOCKET", folder.resolve("nobody").toString()));

    assertThatThrownBy(() -> notify.ready(""))
        .isInstanceOf(LinuxException.class)
        .hasMessageContaining("nobody");
  }
}

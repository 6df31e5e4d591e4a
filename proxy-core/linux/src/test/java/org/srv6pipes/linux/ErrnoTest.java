package org.srv6pipes.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import org.junit.jupiter.api.Test;

class ErrnoTest {
  @Test
  void shouldNameEachConstantAsItIsCalled() throws IllegalAccessException {
    for (Field field : Errno.class.getDeclaredFields()) {
      if (Modifier.isPublic(field.getModifiers())) {
        assertThat(Errno.name(field.getInt(null))).isEqualTo(field.getName());
        assertThat(Errno.name(-field.getInt(null))).isEqualTo(field.getName());
      }
    }
  }

  @Test
  void shouldKnowTheLastOneAndNumberThoseBehindIt() {
    assertThat(Errno.name(133)).isEqualTo("EHWPOISON");
    assertThat(Errno.name(134)).isEqualTo("134");
  }

  @Test
  void shouldPutCallObjectNameAndRemedyIntoAFailure() {
    LinuxException failure = new LinuxException("bind", -1, "NFQUEUE 0");
    assertThat(failure)
        .hasMessageStartingWith("NFQUEUE 0: bind: EPERM. Needs CAP_NET_ADMIN")
        .extracting(LinuxException::errno, LinuxException::errnoName, LinuxException::call)
        .containsExactly(Errno.EPERM, "EPERM", "bind");
    assertThat(new LinuxException("read", 5, "socket 3")).hasMessage("socket 3: read: EIO");
  }
}

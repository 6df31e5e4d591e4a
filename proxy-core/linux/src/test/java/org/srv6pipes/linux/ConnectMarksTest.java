package org.srv6pipes.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.srv6pipes.linux.ConnectMarks.Conditions;
import org.srv6pipes.linux.ConnectMarks.Users;

/** Connects to ::1 under various conditions, and looks which mark the socket has then. */
@NeedsNamespace
class ConnectMarksTest {
  private static final int MARK = 0x5301_0100;
  private static final int OTHER_MARK = 0x77;
  private static final int ROOM = 16;

  private final OpenDescriptors before = OpenDescriptors.now();
  private final SocketAddress6 address = new SocketAddress6();
  private Path cgroup;
  private int listener;
  private int port;

  @BeforeEach
  void listen() {
    cgroup = ConnectMarks.cgroups().orElse(Path.of("/none"));
    assumeTrue(isAllowed(), "programs of cgroups need root outside of a user namespace");
    listener = TcpSocket.open();
    TcpSocket.bind(listener, 0, 1, 0);
    TcpSocket.listen(listener, 7);
    TcpSocket.localName(listener, address);
    port = address.port();
  }

  private boolean isAllowed() {
    try (ConnectMarks marks = open(Conditions.UNMARKED)) {
      return marks != null;
    } catch (LinuxException e) {
      return e.errno() != Errno.EPERM && e.errno() != Errno.ENOENT;
    }
  }

  @AfterEach
  void nothingIsLeft() {
    if (listener != 0) {
      TcpSocket.close(listener);
    }
    assertThat(OpenDescriptors.now()).isEqualTo(before);
  }

  private ConnectMarks open(Conditions conditions) {
    return ConnectMarks.open(cgroup, conditions, ROOM);
  }

  private int markAfterConnect(int markBefore) {
    int socket = TcpSocket.open();
    try {
      SocketOptions.setInt(socket, SocketOptions.Option.SO_MARK, markBefore);
      TcpSocket.connect(socket, 0, 1, port);
      return SocketOptions.getInt(socket, SocketOptions.Option.SO_MARK);
    } finally {
      TcpSocket.close(socket);
    }
  }

  @Test
  void shouldMarkSocketsThatConnectToAnAddressAsLongAsItIsThere() {
    try (ConnectMarks marks = open(Conditions.UNMARKED)) {
      assertThat(markAfterConnect(0)).isZero();
      marks.put(0, 1, MARK);
      assertThat(markAfterConnect(0)).isEqualTo(MARK);
      marks.put(0, 1, MARK + 1);
      assertThat(markAfterConnect(0)).isEqualTo(MARK + 1);
      marks.remove(0, 1);
      marks.remove(0, 1);
      assertThat(markAfterConnect(0)).isZero();
    }
  }

  @Test
  void shouldEndWithItsObject() {
    ConnectMarks marks = open(Conditions.UNMARKED);
    marks.put(0, 1, MARK);
    marks.close();

    assertThat(markAfterConnect(0)).isZero();
  }

  @Test
  void shouldLeaveTheMarksOfOthersAlone() {
    try (ConnectMarks marks = open(Conditions.UNMARKED)) {
      marks.put(0, 1, MARK);
      assertThat(markAfterConnect(OTHER_MARK)).isEqualTo(OTHER_MARK);
      marks.change(new Conditions(List.of(), List.of(), OTHER_MARK));
      assertThat(markAfterConnect(OTHER_MARK)).isEqualTo(MARK);
    }
  }

  @Test
  void shouldLookAtUsersAndPorts() {
    try (ConnectMarks marks = open(Conditions.UNMARKED)) {
      marks.put(0, 1, MARK);
      marks.change(new Conditions(List.of(new Users(1, 9)), List.of(), 0));
      assertThat(markAfterConnect(0)).isZero();
      marks.change(new Conditions(List.of(new Users(1, 9), new Users(0, 0)), List.of(), 0));
      assertThat(markAfterConnect(0)).isEqualTo(MARK);
      marks.change(new Conditions(List.of(), List.of(1), 0));
      assertThat(markAfterConnect(0)).isZero();
      marks.change(new Conditions(List.of(), List.of(1, port), 0));
      assertThat(markAfterConnect(0)).isEqualTo(MARK);
    }
  }

  @Test
  void shouldNotTouchOtherNetworkNamespaces() throws Exception {
    try (ConnectMarks marks = Namespaces.inNewNetwork(() -> open(Conditions.UNMARKED))) {
      marks.put(0, 1, MARK);
      assertThat(markAfterConnect(0)).isZero();
    }
  }

  @Test
  void shouldMarkEverySocketOfACgroup() {
    try (ConnectMarks.Attachment _ = ConnectMarks.all(cgroup, MARK)) {
      assertThat(markAfterConnect(0)).isEqualTo(MARK);
      assertThat(markAfterConnect(OTHER_MARK)).isEqualTo(OTHER_MARK);
    }
    assertThat(markAfterConnect(0)).isZero();
  }
}

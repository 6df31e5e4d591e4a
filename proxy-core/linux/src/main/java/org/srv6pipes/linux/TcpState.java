package org.srv6pipes.linux;

/** Where a TCP connection is in its life, with the numbers of net/tcp_states.h. */
public enum TcpState {
  ESTABLISHED(1),
  SYN_SENT(2),
  SYN_RECEIVED(3),
  FIN_WAIT_1(4),
  FIN_WAIT_2(5),
  TIME_WAIT(6),
  CLOSED(7),
  CLOSE_WAIT(8),
  LAST_ACK(9),
  LISTEN(10),
  CLOSING(11),
  NEW_SYN_RECEIVED(12),
  BOUND_INACTIVE(13);

  private static final TcpState[] IN_ORDER = values();

  final int number;

  TcpState(int number) {
    this.number = number;
  }

  static TcpState of(int number) {
    return IN_ORDER[number - 1];
  }
}

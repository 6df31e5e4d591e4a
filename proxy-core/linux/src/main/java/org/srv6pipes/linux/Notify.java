package org.srv6pipes.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/**
 * Tells the service manager that started this process what the process does, as sd_notify(3)
 * describes it: datagrams of lines {@code NAME=value} to the socket that the environment names.
 * Where it names none, nobody is told.
 */
public final class Notify {
  /** AF_UNIX of linux/socket.h, SOCK_DGRAM of bits/socket_type.h, MSG_DONTWAIT of bits/socket.h. */
  private static final short AF_UNIX = 1;

  private static final int SOCK_DGRAM = 2;
  private static final int MSG_DONTWAIT = 0x40;

  /** {@code struct sockaddr_un { u16 sun_family; char sun_path[108]; }} of linux/un.h. */
  private static final int PATH_AT = 2;

  private static final int PATH_SIZE = 108;

  /** In front of the message, in the same memory. */
  private static final int MESSAGE_AT = 128;

  private static final int MOST = Scratch.VALUE_SIZE - MESSAGE_AT;

  private static final int NANOS_IN_MICRO = 1000;

  private final Optional<String> socket;
  private final Optional<Duration> patience;

  private Notify(Optional<String> socket, Optional<Duration> patience) {
    this.socket = socket;
    this.patience = patience;
  }

  /** Whoever started this process. */
  public static Notify ofEnvironment() {
    return of(System.getenv());
  }

  static Notify of(Map<String, String> environment) {
    return new Notify(Optional.ofNullable(environment.get("NOTIFY_SOCKET")), patience(environment));
  }

  private static Optional<Duration> patience(Map<String, String> environment) {
    String ownPid = Long.toString(ProcessHandle.current().pid());
    return environment.getOrDefault("WATCHDOG_PID", ownPid).equals(ownPid)
        ? Optional.ofNullable(environment.get("WATCHDOG_USEC"))
            .map(Long::parseLong)
            .map(micros -> Duration.of(micros, ChronoUnit.MICROS))
        : Optional.empty();
  }

  /**
   * How long the service manager waits for the next {@link #alive} before it kills this process, if
   * it does so at all.
   */
  public Optional<Duration> patience() {
    return patience;
  }

  /**
   * It serves.
   *
   * @param status for people
   * @throws LinuxException if the socket cannot be reached: the manager would wait in vain
   */
  public void ready(String status) {
    int result = send("READY=1\nSTATUS=" + status);
    if (result < 0) {
      throw new LinuxException(
          "sendto",
          result,
          "NOTIFY_SOCKET=" + socket.orElse(""),
          "Set NotifyAccess=main in the service's unit, or start it without NOTIFY_SOCKET.");
    }
  }

  /** It reads its configuration again, and will say that it is ready. */
  public void reloading() {
    send("RELOADING=1\nMONOTONIC_USEC=" + System.nanoTime() / NANOS_IN_MICRO);
  }

  /** It ends. */
  public void stopping() {
    send("STOPPING=1");
  }

  /** It has not got stuck. */
  public void alive() {
    if (patience.isPresent()) {
      send("WATCHDOG=1");
    }
  }

  /**
   * @return a negated errno if it failed
   */
  private int send(String message) {
    return socket.map(path -> send(path, message)).orElse(0);
  }

  private static int send(String path, String message) {
    int descriptor = Libc.socket(AF_UNIX, SOCK_DGRAM | TcpSocket.SOCK_CLOEXEC, 0);
    if (descriptor < 0) {
      return descriptor;
    }
    try {
      MemorySegment memory = Scratch.mine().value;
      int addressLength = putAddress(memory, path);
      byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
      int length = Math.min(bytes.length, MOST);
      MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, MESSAGE_AT, length);
      return Libc.sendto(
          descriptor,
          memory.address() + MESSAGE_AT,
          length,
          MSG_DONTWAIT,
          memory.address(),
          addressLength);
    } finally {
      Libc.close(descriptor);
    }
  }

  /** A name that begins with @ is in no file system: its first byte is 0. */
  private static int putAddress(MemorySegment memory, String path) {
    byte[] name = path.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(name.length, PATH_SIZE);
    memory.set(ValueLayout.JAVA_SHORT, 0, AF_UNIX);
    MemorySegment.copy(name, 0, memory, ValueLayout.JAVA_BYTE, PATH_AT, length);
    if (name[0] == '@') {
      memory.set(ValueLayout.JAVA_BYTE, PATH_AT, (byte) 0);
    }
    return PATH_AT + length;
  }
}

package org.srv6pipes.dist;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * One end of a connection that says something and hears something, unless something goes wrong at
 * one of the two ends, at some byte. What goes wrong follows from the number of the connection, and
 * so does every byte.
 */
final class FaultyConnection {

  /** What an end does when it has said so many bytes. */
  private enum Fault {
    NONE,
    RESET,
    CLOSE,
    STOP_READING_FOR_A_WHILE,
    PAUSE,
    FINISH_EARLY,
    URGENT_BYTE
  }

  /** How a direction ended, as its receiver saw it. */
  enum Heard {
    /** Every byte that the sender meant, and then its end. */
    ALL,
    /** A part, and then an error. */
    FAILED,
    /** A part, and then an end that the sender had not meant. */
    TOO_LITTLE,
    /** That without any error at all, or a byte that was never said. */
    WRONG,
    /** Nobody cared: this end had gone itself. */
    GONE
  }

  private static final int LONGEST = 60_000;
  private static final int PIECE = 5_000;
  private static final int SILENCE_MILLIS = 20_000;

  private final long number;
  private final boolean client;
  private final Socket socket;
  private volatile boolean gone;
  private volatile boolean stalled;
  private volatile boolean sayingFailed;

  FaultyConnection(long number, boolean client, Socket socket) {
    this.number = number;
    this.client = client;
    this.socket = socket;
  }

  /** What an end will do, the same whoever asks. */
  private record Plan(int length, Fault fault, int at) {

    static Plan of(long number, boolean client) {
      SplittableRandom random = new SplittableRandom(2 * number + (client ? 0 : 1));
      int length = random.nextInt(LONGEST);
      Fault[] faults = Fault.values();
      Fault fault = random.nextBoolean() ? Fault.NONE : faults[random.nextInt(faults.length)];
      return new Plan(length, fault, random.nextInt(length + 1));
    }

    boolean saysAll() {
      return !kills() && fault != Fault.FINISH_EARLY;
    }

    boolean kills() {
      return fault == Fault.RESET || fault == Fault.CLOSE;
    }

    int saidByTheFault() {
      return fault == Fault.URGENT_BYTE && at < length ? 1 : 0;
    }

    /** How many bytes the other end must have heard when it hears the end. */
    int said() {
      return saysAll() ? length : at;
    }
  }

  /** Whether both ends must hear everything, because neither of them kills the connection. */
  static boolean mustEndWell(long number) {
    return !Plan.of(number, true).kills() && !Plan.of(number, false).kills();
  }

  /** Says and hears everything; what the other end said is what this one must hear. */
  Heard run() throws InterruptedException {
    Thread saying = Thread.ofVirtual().start(this::say);
    Heard heard = hear(Plan.of(number, !client));
    saying.join();
    close();
    if (gone && heard != Heard.WRONG) {
      return Heard.GONE;
    }
    // A kernel reports a reset once: to the half that says, then the other one hears an end.
    return heard == Heard.TOO_LITTLE ? (sayingFailed ? Heard.FAILED : Heard.WRONG) : heard;
  }

  private void say() {
    Plan plan = Plan.of(number, client);
    try {
      OutputStream output = socket.getOutputStream();
      say(output, 0, plan.at());
      fault(plan);
      if (plan.saysAll()) {
        say(output, plan.at() + plan.saidByTheFault(), plan.length());
        socket.shutdownOutput();
      }
    } catch (IOException e) {
      sayingFailed = true;
    }
  }

  private void fault(Plan plan) throws IOException {
    switch (plan.fault()) {
      case NONE -> {}
      case RESET -> {
        gone = true;
        socket.setSoLinger(true, 0);
        socket.close();
      }
      case CLOSE -> {
        gone = true;
        socket.close();
      }
      case STOP_READING_FOR_A_WHILE -> {
        stalled = true;
        LockSupport.parkNanos(300_000_000);
        stalled = false;
      }
      case PAUSE -> LockSupport.parkNanos(200_000_000);
      case FINISH_EARLY -> socket.shutdownOutput();
      case URGENT_BYTE -> {
        if (plan.saidByTheFault() > 0) {
          socket.sendUrgentData(octet(number, client, plan.at()));
        }
      }
    }
  }

  private void say(OutputStream output, int from, int to) throws IOException {
    for (int at = from; at < to; at += PIECE) {
      output.write(bytes(number, client, at, Math.min(PIECE, to - at)));
    }
  }

  private Heard hear(Plan other) {
    int position = 0;
    try {
      socket.setSoTimeout(SILENCE_MILLIS);
      InputStream input = socket.getInputStream();
      byte[] piece = new byte[PIECE];
      for (int read = input.read(piece); read >= 0; read = input.read(piece)) {
        for (int i = 0; i < read; i++) {
          if (piece[i] != octet(number, !client, position++)) {
            return Heard.WRONG;
          }
        }
        while (stalled) {
          LockSupport.parkNanos(10_000_000);
        }
      }
      boolean all = position == other.said() && other.fault() != Fault.RESET;
      return all ? Heard.ALL : Heard.TOO_LITTLE;
    } catch (IOException e) {
      return Heard.FAILED;
    }
  }

  private void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone.
    }
  }

  private static byte[] bytes(long number, boolean client, int from, int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = octet(number, client, from + i);
    }
    return bytes;
  }

  /** Half of it compresses. */
  private static byte octet(long number, boolean client, int position) {
    long seed = number * 2 + (client ? 0 : 1);
    long mixed = (seed ^ ((long) position << 20)) * 0x9E3779B97F4A7C15L;
    return (position >> 10 & 1) == 0 ? (byte) (seed + position / 100) : (byte) (mixed >>> 56);
  }
}

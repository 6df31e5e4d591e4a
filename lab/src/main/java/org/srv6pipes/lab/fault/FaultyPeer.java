package org.srv6pipes.lab.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.locks.LockSupport;

/** One end of a connection that says something and hears something, by the plans of both ends. */
public final class FaultyPeer {

  private static final int PIECE = 5_000;
  private static final int SMALL_WINDOW = 2048;
  private static final int SILENCE_MILLIS = 10_000;
  private static final long MILLISECOND = 1_000_000;
  private static final int MOST_TRIES = 500;

  private final FaultPlan own;
  private final FaultPlan others;
  private final Socket socket;
  private volatile boolean gone;
  private volatile boolean stalled;
  private volatile boolean sayingFailed;
  private boolean endedEarly;

  /**
   * @param others what the other end does, which this one must hear
   */
  public FaultyPeer(FaultPlan own, FaultPlan others, Socket socket) {
    this.own = own;
    this.others = others;
    this.socket = socket;
  }

  /** This end of a connection whose number says everything. */
  public static FaultyPeer of(long connection, FaultPlan.End end, Socket socket) {
    return new FaultyPeer(
        FaultPlan.of(connection, end), FaultPlan.of(connection, end.other()), socket);
  }

  /** Says and hears everything, and closes the socket. */
  public Heard run() throws InterruptedException {
    Thread saying = Thread.ofVirtual().start(this::say);
    Heard heard = hear();
    saying.join();
    close();
    if (gone && heard != Heard.WRONG) {
      return Heard.GONE;
    }
    // A kernel reports a reset once: to the half that says, then the other one hears an end.
    return endedEarly ? (sayingFailed ? Heard.FAILED : Heard.WRONG) : heard;
  }

  private void say() {
    try {
      OutputStream output = socket.getOutputStream();
      say(output, 0, own.at());
      fault();
      if (own.saysAll()) {
        say(output, own.at() + own.saidByTheFault(), own.length());
        socket.shutdownOutput();
      }
    } catch (IOException e) {
      sayingFailed = true;
    }
  }

  private void fault() throws IOException {
    switch (own.fault()) {
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
      case STOP_READING -> stall(300);
      case SHRINK_WINDOW -> {
        socket.setReceiveBufferSize(SMALL_WINDOW);
        stall(600);
      }
      case PAUSE -> LockSupport.parkNanos(200 * MILLISECOND);
      case FINISH_EARLY -> socket.shutdownOutput();
      case URGENT_BYTE -> {
        if (own.saidByTheFault() > 0) {
          sayUrgently(own.octet(own.at()));
        }
      }
    }
  }

  /** A socket whose buffer is full refuses an urgent byte, where others would wait. */
  private void sayUrgently(int octet) throws IOException {
    for (int tries = MOST_TRIES; ; tries--) {
      try {
        socket.sendUrgentData(octet);
        return;
      } catch (SocketException e) {
        if (tries == 0) {
          throw e;
        }
        LockSupport.parkNanos(10 * MILLISECOND);
      }
    }
  }

  private void stall(int millis) {
    stalled = true;
    LockSupport.parkNanos(millis * MILLISECOND);
    stalled = false;
  }

  private void say(OutputStream output, int from, int to) throws IOException {
    for (int at = from; at < to; at += PIECE) {
      output.write(own.octets(at, Math.min(PIECE, to - at)));
    }
  }

  private Heard hear() {
    int position = 0;
    try {
      socket.setSoTimeout(SILENCE_MILLIS);
      socket.setOOBInline(true);
      InputStream input = socket.getInputStream();
      byte[] piece = new byte[PIECE];
      for (int read = input.read(piece); read >= 0; read = input.read(piece)) {
        for (int i = 0; i < read; i++) {
          if (piece[i] != others.octet(position++)) {
            return Heard.WRONG;
          }
        }
        while (stalled) {
          LockSupport.parkNanos(10 * MILLISECOND);
        }
      }
      endedEarly = position != others.said() || others.fault() == PeerFault.RESET;
      return Heard.ALL;
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
}

package org.srv6pipes.rules;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A service of the middlebox on [::]:8000, TCP and UDP, that nobody may reach through a SID. */
final class OpenService implements AutoCloseable {
  static final int PORT = 8000;

  private final ServerSocket tcp;
  private final DatagramSocket udp;
  private final ExecutorService loops = Executors.newFixedThreadPool(2);
  private final AtomicInteger visits = new AtomicInteger();

  OpenService() throws IOException {
    tcp = new ServerSocket(PORT);
    udp = new DatagramSocket(PORT);
    loops.execute(this::acceptAll);
    loops.execute(this::receiveAll);
  }

  int visits() {
    return visits.get();
  }

  private void acceptAll() {
    while (!tcp.isClosed()) {
      greetOne();
    }
  }

  private void greetOne() {
    try (Socket visitor = tcp.accept()) {
      visits.incrementAndGet();
      visitor.getOutputStream().write("the middlebox".getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // the visitor is gone again, or the service
    }
  }

  private void receiveAll() {
    while (!udp.isClosed()) {
      receiveOne();
    }
  }

  private void receiveOne() {
    try {
      udp.receive(new DatagramPacket(new byte[100], 100));
      visits.incrementAndGet();
    } catch (IOException e) {
      // the service is gone
    }
  }

  /** A port is free only when the thread that waits on it has let go of it as well. */
  @Override
  public void close() throws IOException {
    tcp.close();
    udp.close();
    loops.close();
  }
}

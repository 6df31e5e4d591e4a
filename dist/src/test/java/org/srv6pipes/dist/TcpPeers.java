package org.srv6pipes.dist;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.srv6pipes.lab.Host;
import org.srv6pipes.wire.Octets;

/** Clients and servers that know nothing of segments, with plain sockets in the hosts of a lab. */
final class TcpPeers {

  private TcpPeers() {}

  /** Listens on every address of a host. */
  static ServerSocket listen(Host host, int port) {
    return host.call(
        () -> {
          ServerSocket socket = new ServerSocket();
          socket.setReuseAddress(true);
          socket.bind(new InetSocketAddress(Inet6Address.getByName("::"), port), 4096);
          return socket;
        });
  }

  /** What a server saw of one connection. */
  record Seen(InetSocketAddress client, Octets received) {}

  /** A server that treats each connection on its own, until it is closed. */
  abstract static class Server implements AutoCloseable {
    private final ServerSocket listener;

    Server(ServerSocket listener) {
      this.listener = listener;
    }

    static <T extends Server> T started(T server, Host host) {
      Thread.ofPlatform().daemon().name("echo-" + host.name()).start(server::serve);
      return server;
    }

    void serve() {
      while (!listener.isClosed()) {
        try {
          Socket connection = listener.accept();
          Thread.ofVirtual().start(() -> treat(connection));
        } catch (IOException e) {
          return; // closed
        }
      }
    }

    private void treat(Socket connection) {
      try (connection) {
        answer(connection);
      } catch (IOException e) {
        // The client sees it.
      }
    }

    abstract void answer(Socket connection) throws IOException;

    @Override
    public final void close() {
      try {
        listener.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A server that answers each connection with what it received, after the client has finished. */
  static final class Echo extends Server {
    private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
    private final AtomicLong connections = new AtomicLong();

    private Echo(ServerSocket listener) {
      super(listener);
    }

    static Echo on(Host host, int port) {
      return started(new Echo(listen(host, port)), host);
    }

    @Override
    void answer(Socket connection) throws IOException {
      connections.incrementAndGet();
      byte[] received = connection.getInputStream().readAllBytes();
      if (seen.size() < 1000) {
        seen.add(
            new Seen((InetSocketAddress) connection.getRemoteSocketAddress(), Octets.of(received)));
      }
      connection.getOutputStream().write(received);
    }

    Seen next() throws InterruptedException {
      return seen.take();
    }

    long connections() {
      return connections.get();
    }
  }

  /** A server that sends back at once whatever it hears. */
  static final class EchoNow extends Server {
    private EchoNow(ServerSocket listener) {
      super(listener);
    }

    static EchoNow on(Host host, int port) {
      return started(new EchoNow(listen(host, port)), host);
    }

    @Override
    void answer(Socket connection) throws IOException {
      connection.getInputStream().transferTo(connection.getOutputStream());
    }
  }

  /** Sends everything, finishes, and reads until the server has finished. */
  static byte[] exchange(Socket socket, byte[] request) throws IOException {
    try (socket) {
      socket.getOutputStream().write(request);
      socket.shutdownOutput();
      InputStream answer = socket.getInputStream();
      return answer.readAllBytes();
    }
  }

  /** Connects from a host; the socket belongs to its namespace. */
  static Socket connect(Host from, Host to, int port, int timeoutMillis) {
    return connect(from, 0, to, port, timeoutMillis);
  }

  /** Connects from a port of a host. */
  static Socket connect(Host from, int fromPort, Host to, int port, int timeoutMillis) {
    return from.call(
        () -> {
          Socket socket = new Socket();
          socket.setReuseAddress(true);
          socket.bind(new InetSocketAddress(fromPort));
          socket.connect(new InetSocketAddress(to.address().toInet(), port), timeoutMillis);
          return socket;
        });
  }
}

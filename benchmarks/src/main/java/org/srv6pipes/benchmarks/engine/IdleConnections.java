package org.srv6pipes.benchmarks.engine;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.srv6pipes.lab.Host;

/** Connections that are open and say nothing, until they are closed. */
final class IdleConnections implements AutoCloseable {

  private static final int PORT = Way.PORT + 3;
  private static final int BACKLOG = 1024;

  private final ServerSocketChannel listener;
  private final List<SocketChannel> open = new ArrayList<>();

  /** Opens so many through an engine, one after the other. */
  IdleConnections(Host client, Host server, Engine engine, int count) throws IOException {
    this.listener = server.call(ServerSocketChannel::open);
    try {
      InetSocketAddress target = new InetSocketAddress(engine.target().toInet(), PORT);
      listener.bind(target, BACKLOG);
      for (int i = 0; i < count; i++) {
        open.add(client.call(() -> SocketChannel.open(target)));
        open.add(listener.accept());
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel one : open) {
      one.close();
    }
    listener.close();
  }
}

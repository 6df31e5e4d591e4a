package org.srv6pipes.rules;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToIntFunction;
import org.srv6pipes.linux.NativeBuffer;
import org.srv6pipes.linux.NfQueue;
import org.srv6pipes.linux.NfQueueOptions;
import org.srv6pipes.linux.Poll;
import org.srv6pipes.linux.SocketAddress6;
import org.srv6pipes.linux.SocketOptions;
import org.srv6pipes.linux.TcpSocket;
import org.srv6pipes.linux.Verdict;

/**
 * The least that can stand in a proxy's place: reads one queue, lets every SYN go on, and says
 * "proxied" to whoever arrives at the first slot.
 */
final class StubProxy implements AutoCloseable {
  private static final Duration TICK = Duration.ofMillis(20);

  private final Allocation numbers;
  private final NfQueue queue;
  private final int listener;
  private final ExecutorService loop = Executors.newSingleThreadExecutor();
  private final List<String> servers = new CopyOnWriteArrayList<>();
  private volatile boolean stopped;

  private StubProxy(Allocation numbers, ToIntFunction<Allocation> verdict) {
    this.numbers = numbers;
    this.queue = NfQueue.open(numbers.queue(0), NfQueueOptions.forSyns());
    this.listener = transparent(numbers.socketMark());
    TcpSocket.bind(listener, 0, 1, numbers.port(0));
    TcpSocket.listen(listener, 16);
    loop.execute(() -> run(verdict));
  }

  /** Gives each SYN the mark of the first slot. */
  static StubProxy start(Allocation numbers) {
    return withVerdict(numbers, it -> it.slotMark(0));
  }

  /** Gives each SYN a mark of the test's choice. */
  static StubProxy withVerdict(Allocation numbers, ToIntFunction<Allocation> mark) {
    return new StubProxy(numbers, mark);
  }

  static int transparent(int mark) {
    int socket = TcpSocket.open();
    SocketOptions.transparent(socket);
    SocketOptions.reuseAddress(socket);
    if (mark != 0) {
      SocketOptions.mark(socket, mark);
    }
    return socket;
  }

  /** The addresses that visitors meant to reach. */
  List<String> servers() {
    return servers;
  }

  private void run(ToIntFunction<Allocation> mark) {
    while (!stopped) {
      Poll.awaitReadable(TICK, queue.descriptor(), listener);
      queue.drain(
          (id, ingress, old, packet, flags) ->
              queue.verdict(id, Verdict.ACCEPT, mark.applyAsInt(numbers)),
          16);
      greet();
    }
  }

  private void greet() {
    SocketAddress6 address = new SocketAddress6();
    int visitor = TcpSocket.accept(listener, address);
    if (visitor >= 0) {
      TcpSocket.localName(visitor, address);
      servers.add(address.toString());
      byte[] greeting = "proxied".getBytes(StandardCharsets.UTF_8);
      try (NativeBuffer memory = NativeBuffer.allocate(greeting.length)) {
        memory.view().put(greeting);
        TcpSocket.write(visitor, memory.address(), greeting.length);
      }
      TcpSocket.close(visitor);
    }
  }

  @Override
  public void close() {
    stopped = true;
    loop.close();
    queue.close();
    TcpSocket.close(listener);
  }
}

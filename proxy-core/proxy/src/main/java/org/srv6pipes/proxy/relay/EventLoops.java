package org.srv6pipes.proxy.relay;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of the data path: Netty's event loops on native epoll, one thread each. */
public final class EventLoops implements AutoCloseable {

  private final MultiThreadIoEventLoopGroup group;
  private final List<EventLoop> loops = new ArrayList<>();

  public EventLoops(int count) {
    Epoll.ensureAvailability();
    group =
        new MultiThreadIoEventLoopGroup(
            count, new DefaultThreadFactory("relay", true), EpollIoHandler.newFactory());
    AtomicInteger children = new AtomicInteger();
    for (int i = 0; i < count; i++) {
      loops.add(new EventLoop(group.next(), i, children));
    }
  }

  public List<EventLoop> all() {
    return List.copyOf(loops);
  }

  /**
   * Until this is closed child processes may be started, by any thread. Waits for loops that had
   * not heard of it: in the middle of closing a descriptor, they would leave epoll one that a child
   * has a copy of.
   */
  public EventLoop.Expectation expectChildren() {
    EventLoop.Expectation expectation = loops.getFirst().expectChildren();
    loops.forEach(EventLoop::awaitTask);
    return expectation;
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
  }
}

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

  @Override
  public void close() {
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
  }
}

package org.srv6pipes.proxy.chain;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import org.srv6pipes.function.Direction;
import org.srv6pipes.function.FlowContext;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.wire.FlowKey;

/** A function's view of the flow that it serves. */
final class FunctionSite implements FlowContext {

  private final PlannedFunction function;
  private final int stage;
  private final FlowChains.Site site;
  private final Runnable waker;
  private volatile boolean closed;
  private final Usage usage;

  FunctionSite(PlannedFunction function, int stage, FlowChains.Site site, Usage usage) {
    this.usage = usage;
    this.function = function;
    this.stage = stage;
    this.site = site;
    this.waker = this::wake;
  }

  @Override
  public InetSocketAddress client() {
    FlowKey flow = site.flow();
    return new InetSocketAddress(flow.client().address().toInet(), flow.client().port());
  }

  @Override
  public InetSocketAddress server() {
    FlowKey flow = site.flow();
    return new InetSocketAddress(flow.server().address().toInet(), flow.server().port());
  }

  @Override
  public Direction direction() {
    return site.direction();
  }

  @Override
  public Inet6Address sid() {
    return function.sid().address().toInet();
  }

  @Override
  public Parameters parameters() {
    return function.parameters();
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public void wakeAfter(long nanos) {
    if (!closed) {
      site.host().wakeAfter(stage, nanos);
    }
  }

  private void wake() {
    if (!closed) {
      site.host().wake(stage);
    }
  }

  /** The function is not there any more, and neither is what it asked for. */
  void close() {
    closed = true;
    site.host().forget(stage);
  }

  @Override
  public Runnable waker() {
    return waker;
  }

  @Override
  public void warn(String message) {
    site.host().warn(function.name(), message);
  }

  @Override
  public void note(String name, long value) {
    usage.note(name, value);
  }
}

package org.srv6pipes.proxy.relay;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.srv6pipes.function.Direction;
import org.srv6pipes.proxy.chain.FunctionHost;

/**
 * What a flow's loop does for the functions of one direction: one alarm for each, and one wake-up
 * at a time, however often it is asked for.
 */
final class FlowServices implements FunctionHost {

  private final RelayLoop relay;
  private final Flow flow;
  private final Direction direction;
  private final AtomicInteger woken = new AtomicInteger();
  private final Map<Integer, EventLoop.Timer> alarms = new HashMap<>();

  FlowServices(RelayLoop relay, Flow flow, Direction direction) {
    this.relay = relay;
    this.flow = flow;
    this.direction = direction;
  }

  /** Called where the function runs: on the loop, or on a worker. */
  @Override
  public synchronized void wakeAfter(int stage, long nanos) {
    EventLoop.Timer alarm =
        relay.loop().timer(Math.max(0, nanos), () -> flow.wake(direction, stage));
    EventLoop.Timer before = alarms.put(stage, alarm);
    if (before != null) {
      before.cancel();
    }
  }

  @Override
  public void wake(int stage) {
    int bit = 1 << stage;
    if ((woken.getAndUpdate(bits -> bits | bit) & bit) == 0) {
      relay.loop().execute(() -> ring(stage));
    }
  }

  private void ring(int stage) {
    woken.updateAndGet(bits -> bits & ~(1 << stage));
    flow.wake(direction, stage);
  }

  @Override
  public synchronized void forget(int stage) {
    EventLoop.Timer alarm = alarms.remove(stage);
    if (alarm != null) {
      alarm.cancel();
    }
  }

  @Override
  public void warn(String function, String message) {
    relay.warn(flow.key(), function, message);
  }
}

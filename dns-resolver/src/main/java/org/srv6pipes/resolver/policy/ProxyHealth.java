package org.srv6pipes.resolver.policy;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which proxies are up, by probing each again and again. A proxy is down until a probe has
 * succeeded, and after so many failures in a row; the probes after a failure follow at once, so
 * that the verdict is there within one interval.
 */
public final class ProxyHealth implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProxyHealth.class);

  private final Settings settings;
  private final Map<String, Boolean> up = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * How proxies are probed.
   *
   * @param target a DNS server behind the proxies that speaks TCP
   * @param interval between two probes of a proxy; zero for no probes, and every proxy is up
   * @param patience with one probe
   * @param failures in a row that make a proxy count as down
   */
  public record Settings(
      InetSocketAddress target, Duration interval, Duration patience, int failures) {}

  private ProxyHealth(Settings settings) {
    this.settings = settings;
  }

  /**
   * Begins to probe.
   *
   * @param earlier what another one has found out, of which proxies of the same name are taken over
   */
  public static ProxyHealth start(
      List<KnownProxy> proxies,
      Settings settings,
      EventLoopGroup loops,
      Map<String, Boolean> earlier) {
    ProxyHealth health = new ProxyHealth(settings);
    for (KnownProxy proxy : proxies) {
      boolean unwatched = settings.interval().isZero() || !ProxyProbe.isPossible(proxy);
      Boolean known = unwatched ? Boolean.TRUE : earlier.get(proxy.name());
      if (known != null) {
        health.up.put(proxy.name(), known);
      }
      if (!unwatched) {
        health.probe(proxy, loops.next(), 0);
      }
    }
    return health;
  }

  /** Whether a proxy of this name would work now. */
  public boolean isUp(String proxy) {
    return up.getOrDefault(proxy, false);
  }

  /** What has been found out, by name. */
  public Map<String, Boolean> findings() {
    return Map.copyOf(up);
  }

  private void probe(KnownProxy proxy, EventLoop loop, int failed) {
    if (closed) {
      return;
    }
    CompletableFuture<Void> _ =
        ProxyProbe.of(proxy, settings.target(), loop, settings.patience())
            .thenAccept(works -> concluded(proxy, loop, works ? 0 : failed + 1));
  }

  private void concluded(KnownProxy proxy, EventLoop loop, int failed) {
    boolean again = failed > 0 && failed < settings.failures() && isUp(proxy.name());
    if (!again) {
      note(proxy.name(), failed == 0);
    }
    Duration pause = again ? Duration.ZERO : settings.interval();
    Future<?> _ =
        loop.schedule(
            () -> probe(proxy, loop, again ? failed : 0), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void note(String proxy, boolean works) {
    Boolean before = closed ? Boolean.valueOf(works) : up.put(proxy, works);
    if (before == null || before != works) {
      LOG.info("proxy={} is {}", proxy, works ? "up" : "down");
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}

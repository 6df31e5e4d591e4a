package org.srv6pipes.dist.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.srv6pipes.service.Json;
import org.srv6pipes.service.peer.Peer;
import org.srv6pipes.service.peer.PeerException;

/**
 * The host of a peer, as it shows itself. It is asked beside the page, which takes what has come: a
 * peer that is slow, dead or talks nonsense holds nothing up.
 */
public final class PeerHost implements ShownHost {

  private static final Logger LOG = LoggerFactory.getLogger(PeerHost.class);

  private static final long WORTH_WAITING_NANOS = 200_000_000L;
  private static final long OLD_NANOS = 7_000_000_000L;
  private static final int MOST_SEARCHES = 8;

  private record Heard(HostLook look, long at) {}

  private final String name;
  private final Peer peer;
  private final Map<String, Heard> heard = new HashMap<>();
  private final Map<String, Long> asking = new HashMap<>();
  private Map<String, String> ways = Map.of();
  private @Nullable String trouble;

  public PeerHost(String name, Peer peer) {
    this.name = name;
    this.peer = peer;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public synchronized void prepare(String match) {
    if (asking.size() < MOST_SEARCHES && asking.putIfAbsent(match, System.nanoTime()) == null) {
      Thread.ofVirtual().name("peer-" + name).start(() -> ask(match));
    }
  }

  private void ask(String match) {
    HostLook look;
    try {
      String query = URLEncoder.encode(match, StandardCharsets.UTF_8);
      look = HostLook.parse(Json.parse(peer.read(SharedPages.LOOK + "?match=" + query)));
    } catch (PeerException e) {
      look = HostLook.gone(String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      look = HostLook.gone("answers what no proxy answers");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      look = HostLook.gone("was not asked");
    }
    take(match, look);
  }

  private synchronized void take(String match, HostLook look) {
    asking.remove(match);
    long now = System.nanoTime();
    heard.values().removeIf(it -> now - it.at() > OLD_NANOS);
    heard.put(match, new Heard(look, now));
    ways = look.ways();
    String why = look.gone().orElse(null);
    if (why != null && !why.equals(trouble)) {
      LOG.warn("peer {} {}", name, why);
    } else if (why == null && trouble != null) {
      LOG.info("peer {} answers", name);
    }
    trouble = why;
    notifyAll();
  }

  @Override
  public synchronized HostLook look(String match) {
    try {
      for (long left = left(match); left > 0; left = left(match)) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Heard last = heard.get(match);
    return last == null || System.nanoTime() - last.at() > OLD_NANOS
        ? HostLook.gone("does not answer")
        : last.look();
  }

  /** How much longer the answer is worth waiting for; all peers are asked at once. */
  private long left(String match) {
    Long began = asking.get(match);
    return began == null ? 0 : began + WORTH_WAITING_NANOS - System.nanoTime();
  }

  @Override
  public synchronized Map<String, String> devicesTowards(Set<String> addresses) {
    return ways;
  }
}

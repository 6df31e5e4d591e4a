package org.srv6pipes.dist.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.srv6pipes.dist.web.Terrain.LinkName;

/** What the links carry, as their interfaces count it, between one look and the next. */
final class Loads {

  private static final long FRESH_NANOS = 900_000_000L;

  private record Sample(Map<String, Map<String, ShownHost.Carried>> carried, long at) {}

  private final Terrain terrain;
  private Sample last;
  private List<Map<String, Object>> loads;

  Loads(Terrain terrain) {
    this.terrain = terrain;
    this.last = sample();
    this.loads = between(last, last);
  }

  private Sample sample() {
    Map<String, Map<String, ShownHost.Carried>> carried = new LinkedHashMap<>();
    terrain.hosts().forEach(host -> carried.put(host.name(), host.carried()));
    return new Sample(carried, System.nanoTime());
  }

  /** Bits per second in each direction of each link. */
  List<Map<String, Object>> now() {
    if (System.nanoTime() - last.at() > FRESH_NANOS) {
      Sample now = sample();
      loads = between(last, now);
      last = now;
    }
    return loads;
  }

  /** A link between two hosts is seen by both; one of them will do. */
  private List<Map<String, Object>> between(Sample before, Sample now) {
    double seconds = Math.max(1e-3, (now.at() - before.at()) / 1e9);
    Map<String, Map<String, Object>> links = new TreeMap<>();
    now.carried()
        .forEach(
            (host, devices) -> {
              Map<String, ShownHost.Carried> earlier =
                  before.carried().getOrDefault(host, Map.of());
              devices.forEach(
                  (device, carried) ->
                      links.putIfAbsent(
                          LinkName.of(host, device).toString(),
                          load(
                              host,
                              device,
                              carried,
                              earlier.getOrDefault(device, carried),
                              seconds)));
            });
    return new ArrayList<>(links.values());
  }

  private Map<String, Object> load(
      String host, String device, ShownHost.Carried now, ShownHost.Carried before, double seconds) {
    Map<String, Object> load = new LinkedHashMap<>();
    load.put("a", host);
    load.put("b", device);
    load.put("capacity", terrain.capacity(LinkName.of(host, device)));
    load.put("ab", Math.round((now.sent() - before.sent()) * 8 / seconds));
    load.put("ba", Math.round((now.received() - before.received()) * 8 / seconds));
    return load;
  }
}

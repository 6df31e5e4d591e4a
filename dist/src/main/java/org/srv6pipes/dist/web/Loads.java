package org.srv6pipes.dist.web;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.srv6pipes.dist.web.HostLook.Device;
import org.srv6pipes.dist.web.Terrain.LinkName;

/** What the links carry, as their interfaces count it, between one look and the next. */
final class Loads {

  private static final long FRESH_NANOS = 900_000_000L;

  private record Sample(Map<String, Device> devices, long nanos) {
    static Sample of(HostLook look) {
      return new Sample(
          look.devices().stream()
              .filter(it -> !it.isLoopback())
              .collect(Collectors.toMap(Device::name, it -> it, (a, _) -> a)),
          look.nanos());
    }
  }

  /** What a host showed, and what it had shown before. */
  private record Span(Sample before, Sample now) {
    Span next(Sample sample) {
      return sample.nanos() - now.nanos() > FRESH_NANOS || sample.nanos() < now.nanos()
          ? new Span(now, sample)
          : this;
    }

    double seconds() {
      return Math.max(1e-3, (now.nanos() - before.nanos()) / 1e9);
    }
  }

  private final Map<String, Span> spans = new HashMap<>();

  void see(String host, HostLook look) {
    if (look.gone().isPresent()) {
      spans.remove(host);
    } else {
      Sample sample = Sample.of(look);
      spans.merge(host, new Span(sample, sample), (span, _) -> span.next(sample));
    }
  }

  /**
   * Bits per second in each direction of each link. A link between two hosts is seen by both; one
   * of them will do.
   */
  List<Map<String, Object>> now(Terrain terrain) {
    Map<LinkName, Map<String, Object>> links = new TreeMap<>();
    new TreeMap<>(spans)
        .forEach(
            (host, span) ->
                span.now()
                    .devices()
                    .values()
                    .forEach(
                        device -> {
                          String end = terrain.endOf(host, device.name());
                          links.computeIfAbsent(
                              LinkName.of(host, end),
                              name -> load(host, end, terrain.capacity(name), span, device));
                        }));
    return new ArrayList<>(links.values());
  }

  private static Map<String, Object> load(
      String host, String end, long capacity, Span span, Device device) {
    Device before = span.before().devices().getOrDefault(device.name(), device);
    Map<String, Object> load = new LinkedHashMap<>();
    load.put("a", host);
    load.put("b", end);
    load.put("capacity", capacity);
    load.put("ab", Math.round((device.sent() - before.sent()) * 8 / span.seconds()));
    load.put("ba", Math.round((device.received() - before.received()) * 8 / span.seconds()));
    return load;
  }
}

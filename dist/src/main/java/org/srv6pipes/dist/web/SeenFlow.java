package org.srv6pipes.dist.web;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.srv6pipes.service.admin.Answer;

/** One flow as the proxies on its way see it. */
final class SeenFlow {

  private record Hop(String host, Answer seen) {

    /** The segments that are left after this proxy. */
    List<String> onward() {
      return seen.object("forward").texts("onward");
    }

    Map<String, Object> show() {
      Map<String, Object> shown = new LinkedHashMap<>();
      shown.put("node", host);
      seen.members().forEach((name, value) -> shown.put(name.toString(), value));
      return shown;
    }
  }

  private final List<Hop> hops = new ArrayList<>();

  void add(String host, Answer seen) {
    hops.add(new Hop(host, seen));
  }

  /** The first proxy on the way has most segments left. */
  Map<String, Object> show(Terrain terrain) {
    hops.sort(Comparator.comparingInt((Hop hop) -> hop.onward().size()).reversed());
    Hop first = hops.getFirst();
    String client = first.seen().text("client");
    List<String> segments = new ArrayList<>(first.seen().object("forward").texts("sids"));
    segments.addAll(first.onward());
    Map<String, Object> flow = new LinkedHashMap<>();
    flow.put("client", client);
    flow.put("server", first.seen().text("server"));
    flow.put("path", terrain.path(first.host(), HostLook.hostOf(client), segments));
    flow.put("hops", hops.stream().map(Hop::show).toList());
    return flow;
  }
}

package org.srv6pipes.dist.web;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.srv6pipes.service.Json;
import org.srv6pipes.service.admin.AdminClient;
import org.srv6pipes.service.admin.AdminException;
import org.srv6pipes.service.admin.Answer;
import org.srv6pipes.wire.Ipv6Prefix;

/**
 * What the page shows, made anew about once a second however many look at it: hosts, the load of
 * each link in each direction, what functions do, and the flows with the ways that they take.
 */
public final class Scene {

  private static final long FRESH_NANOS = 900_000_000L;
  private static final long MOST_FLOWS = 200;
  private static final int MOST_SEARCHES = 8;
  private static final int MOST_ENDED = 50;

  private record Made(String json, long at) {}

  private final String title;
  private final List<ShownHost> hosts;
  private final Map<String, Made> made = new HashMap<>();
  private @Nullable Terrain terrain;
  private @Nullable Loads loads;

  public Scene(String title, List<ShownHost> hosts) {
    this.title = title;
    this.hosts = List.copyOf(hosts);
  }

  /**
   * The scene as JSON.
   *
   * @param match only flows that hold every word of this
   */
  synchronized String now(String match) {
    long now = System.nanoTime();
    made.values().removeIf(it -> now - it.at() > FRESH_NANOS);
    Made fresh = made.get(match);
    if (fresh == null) {
      fresh = new Made(Json.of(new Look(terrain(), match).at(title, loads())), now);
      if (made.size() < MOST_SEARCHES) {
        made.put(match, fresh);
      }
    }
    return fresh.json();
  }

  /** Explored when somebody wants to see it for the first time. */
  private Terrain terrain() {
    Terrain known = terrain;
    if (known == null) {
      known = new Terrain(hosts);
      terrain = known;
    }
    return known;
  }

  private Loads loads() {
    Loads known = loads;
    if (known == null) {
      known = new Loads(terrain());
      loads = known;
    }
    return known;
  }

  /** One look at everything. */
  private static final class Look {
    private final Terrain terrain;
    private final String match;
    private final Map<String, Map<?, ?>> proxies = new LinkedHashMap<>();
    private final List<Map<String, Object>> functions = new ArrayList<>();
    private final Map<String, SeenFlow> flows = new LinkedHashMap<>();
    private final List<Map<String, Object>> ended = new ArrayList<>();
    private long matching;

    Look(Terrain terrain, String match) {
      this.terrain = terrain;
      this.match = match;
    }

    Map<String, Object> at(String title, Loads loads) {
      for (ShownHost host : terrain.hosts()) {
        host.adminSockets().forEach(socket -> ask(host.name(), socket));
      }
      Map<String, Object> scene = new LinkedHashMap<>();
      scene.put("title", title);
      scene.put("time", System.currentTimeMillis());
      scene.put("nodes", nodes());
      scene.put("links", loads.now());
      scene.put("functions", functions);
      scene.put("matching", matching);
      scene.put("ended", ended);
      scene.put("flows", flows.values().stream().map(it -> it.show(terrain)).toList());
      return scene;
    }

    /** A proxy that does not answer is shown as gone. */
    private void ask(String host, Path socket) {
      try (AdminClient proxy = AdminClient.connect(socket)) {
        Answer status = Answer.of(proxy.ask(Map.of("ask", "status")));
        terrain.announce(host, status.texts("prefixes").stream().map(Ipv6Prefix::parse).toList());
        proxies.put(host, status.members());
        for (Object function : (List<?>) proxy.ask(Map.of("ask", "functions"))) {
          addUses(host, Answer.of(function));
        }
        addFlows(host, Answer.of(proxy.ask(request())));
      } catch (IOException | AdminException gone) {
        proxies.remove(host);
      }
    }

    private Map<String, Object> request() {
      return Map.of("ask", "flows", "match", match, "order", "bytes", "most", MOST_FLOWS);
    }

    private void addUses(String host, Answer function) {
      for (Answer use : function.objects("uses")) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("node", host);
        shown.put("name", function.text("name"));
        use.members().forEach((name, value) -> shown.put(name.toString(), value));
        functions.add(shown);
      }
    }

    private void addFlows(String host, Answer answer) {
      matching = Math.max(matching, answer.number("matching"));
      answer.objects("ended").stream().limit(MOST_ENDED).forEach(it -> addEnded(host, it));
      for (Answer flow : answer.objects("flows")) {
        String key = flow.text("client") + " " + flow.text("server");
        flows.computeIfAbsent(key, _ -> new SeenFlow()).add(host, flow);
      }
    }

    private void addEnded(String host, Answer flow) {
      ended.add(
          Map.of(
              "node", host,
              "client", flow.text("client"),
              "server", flow.text("server"),
              "why", flow.text("why")));
    }

    private List<Map<String, Object>> nodes() {
      List<Map<String, Object>> nodes = new ArrayList<>();
      for (ShownHost host : terrain.hosts()) {
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("id", host.name());
        node.put("up", host.isAlive());
        if (proxies.containsKey(host.name())) {
          node.put("proxy", proxies.getOrDefault(host.name(), Map.of()));
        }
        nodes.add(node);
      }
      terrain.nodes().stream()
          .filter(name -> !terrain.knows(name))
          .forEach(name -> nodes.add(Map.of("id", name, "up", true, "beyond", true)));
      return nodes;
    }
  }
}

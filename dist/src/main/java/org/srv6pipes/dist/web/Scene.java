package org.srv6pipes.dist.web;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.srv6pipes.service.Json;
import org.srv6pipes.service.admin.Answer;

/**
 * What the page shows, made anew about once a second however many look at it: hosts, the load of
 * each link in each direction, what functions do, and the flows with the ways that they take.
 */
public final class Scene {

  private static final long FRESH_NANOS = 900_000_000L;
  private static final int MOST_SEARCHES = 8;
  private static final int MOST_ENDED = 50;

  private record Made(String json, long at) {}

  private final String title;
  private final Terrain terrain;
  private final Loads loads = new Loads();
  private final Map<String, Made> made = new HashMap<>();

  public Scene(String title, List<? extends ShownHost> hosts) {
    this.title = title;
    this.terrain = new Terrain(List.copyOf(hosts));
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
      fresh = new Made(Json.of(new Look(terrain, loads, match).at(title)), now);
      if (made.size() < MOST_SEARCHES) {
        made.put(match, fresh);
      }
    }
    return fresh.json();
  }

  /** One look at everything. */
  private static final class Look {
    private final Terrain terrain;
    private final Loads loads;
    private final String match;
    private final Map<String, HostLook> looks = new LinkedHashMap<>();
    private final List<Map<String, Object>> functions = new ArrayList<>();
    private final Map<String, SeenFlow> flows = new LinkedHashMap<>();
    private final List<Map<String, Object>> ended = new ArrayList<>();
    private long matching;

    Look(Terrain terrain, Loads loads, String match) {
      this.terrain = terrain;
      this.loads = loads;
      this.match = match;
    }

    Map<String, Object> at(String title) {
      terrain.hosts().forEach(host -> host.prepare(match));
      terrain.hosts().forEach(this::add);
      terrain.prepare(
          looks.values().stream()
              .flatMap(it -> it.addressesOfFlows().stream())
              .collect(Collectors.toSet()));
      Map<String, Object> scene = new LinkedHashMap<>();
      scene.put("title", title);
      scene.put("time", System.currentTimeMillis());
      scene.put("nodes", nodes());
      scene.put("links", loads.now(terrain));
      scene.put("functions", functions);
      scene.put("matching", matching);
      scene.put("ended", ended);
      scene.put("flows", flows.values().stream().map(it -> it.show(terrain)).toList());
      return scene;
    }

    private void add(ShownHost host) {
      HostLook look = host.look(match);
      looks.put(host.name(), look);
      terrain.see(host.name(), look);
      loads.see(host.name(), look);
      for (HostLook.RoleLook role : look.roles()) {
        role.functions().forEach(it -> addUses(host.name(), it));
        addFlows(host.name(), role.flows());
      }
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
      looks.forEach((host, look) -> nodes.add(node(host, look)));
      terrain.nodes().stream()
          .filter(name -> !terrain.knows(name))
          .forEach(name -> nodes.add(Map.of("id", name, "up", true, "beyond", true)));
      return nodes;
    }

    private static Map<String, Object> node(String host, HostLook look) {
      Map<String, Object> node = new LinkedHashMap<>();
      node.put("id", host);
      node.put("up", look.gone().isEmpty());
      look.gone().ifPresent(why -> node.put("why", why));
      look.roles().stream()
          .findFirst()
          .ifPresent(role -> node.put("proxy", role.status().members()));
      return node;
    }
  }
}

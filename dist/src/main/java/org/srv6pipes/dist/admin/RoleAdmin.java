package org.srv6pipes.dist.admin;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.event.Level;
import org.srv6pipes.dist.Role;
import org.srv6pipes.dist.log.Log;
import org.srv6pipes.service.admin.AdminCommand;
import org.srv6pipes.service.admin.AdminException;
import org.srv6pipes.service.http.Page;
import org.srv6pipes.service.metrics.Exposition;
import org.srv6pipes.service.metrics.ProcessMetrics;

/** What every running role answers its operator, and Prometheus. */
public final class RoleAdmin {

  static final String METRICS = "/metrics";

  private RoleAdmin() {}

  /** Reads the configuration again. */
  @FunctionalInterface
  public interface Reload {
    /**
     * @throws AdminException if nothing has changed, with all that is wrong
     */
    void reload() throws AdminException;
  }

  /**
   * Of a role other than a proxy.
   *
   * @param kind what it is
   */
  public static Map<String, AdminCommand> commands(String kind, Role<?> role, Reload reload) {
    long began = System.nanoTime();
    Optional<ConnectionAdmin> connections = role.proxy().map(ConnectionAdmin::new);
    Map<String, AdminCommand> commands = common(reload);
    connections.ifPresent(it -> commands.putAll(it.commands()));
    commands.put(
        "status",
        _ -> {
          Map<String, Object> status =
              status(kind, role.instance(), "serving", Duration.ofNanos(System.nanoTime() - began));
          status.putAll(role.status());
          if (connections.isPresent()) {
            status.putAll(connections.get().status());
          }
          return status;
        });
    return commands;
  }

  /**
   * Of a role other than a proxy.
   *
   * @param socket where the role answers
   */
  public static Map<String, Page> pages(Role<?> role, Path socket) {
    Map<String, Page> pages = new TreeMap<>();
    role.proxy()
        .ifPresent(it -> pages.putAll(ProxyPages.scene(role.instance(), it, socket, List.of())));
    pages.put(METRICS, Page.of(Exposition.CONTENT_TYPE, () -> metrics(role)));
    return pages;
  }

  private static String metrics(Role<?> role) throws InterruptedException {
    Exposition text = new Exposition();
    role.write(text);
    ProcessMetrics.write(text);
    return text.toString();
  }

  /** What is the same for all. */
  static Map<String, AdminCommand> common(Reload reload) {
    Map<String, AdminCommand> commands = new TreeMap<>();
    commands.put(
        "reload",
        _ -> {
          reload.reload();
          return Map.of("reloaded", true);
        });
    commands.put("log-level", RoleAdmin::logLevel);
    return commands;
  }

  static Map<String, Object> status(String kind, String instance, String state, Duration age) {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("role", kind);
    status.put("instance", instance);
    status.put("state", state);
    status.put("pid", ProcessHandle.current().pid());
    status.put("seconds", age.toSeconds());
    return status;
  }

  private static Object logLevel(Map<String, Object> request) throws AdminException {
    String name = request.getOrDefault("level", "").toString().toUpperCase(Locale.ROOT);
    Level level =
        Arrays.stream(Level.values())
            .filter(it -> it.name().equals(name))
            .findFirst()
            .orElseThrow(
                () -> new AdminException("level: one of " + Arrays.toString(Level.values())));
    Log.level(level);
    return Map.of("level", name);
  }
}

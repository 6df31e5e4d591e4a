package org.srv6pipes.dist.admin;

import java.util.Arrays;
import java.util.Map;
import org.srv6pipes.dist.Predecessor;
import org.srv6pipes.dist.ProxyRole;
import org.srv6pipes.linux.ProcessIdentity;
import org.srv6pipes.service.Signals;
import org.srv6pipes.service.admin.AdminCommand;
import org.srv6pipes.service.admin.AdminException;

/**
 * The requests that a running proxy answers; docs/admin.md has them for those who write scripts.
 */
public final class ProxyAdmin {

  private final ProxyRole role;
  private final Signals signals;
  private final RoleAdmin.Reload reload;
  private final ConnectionAdmin connections;

  public ProxyAdmin(ProxyRole role, Signals signals, RoleAdmin.Reload reload) {
    this.role = role;
    this.signals = signals;
    this.reload = reload;
    this.connections = new ConnectionAdmin(role);
  }

  public Map<String, AdminCommand> commands() {
    Map<String, AdminCommand> commands = RoleAdmin.common(reload);
    commands.putAll(connections.commands());
    commands.put("status", _ -> status());
    commands.put("drain", _ -> drain());
    commands.put(Predecessor.COMMAND, this::handOver);
    return commands;
  }

  /** The state as a whole. */
  Map<String, Object> status() throws InterruptedException {
    Map<String, Object> status =
        RoleAdmin.status(
            "proxy",
            role.config().instance(),
            role.isDraining() ? "draining" : "serving",
            role.age());
    status.putAll(connections.status());
    return status;
  }

  private Object drain() {
    long open = role.proxy().flowCounts().open();
    signals.request(Signals.Request.STOP);
    return Map.of("draining", open, "at-most-ms", role.config().timeouts().drain().toMillis());
  }

  private Object handOver(Map<String, Object> request) throws AdminException {
    ProcessIdentity successor = successor(request);
    switch (step(request)) {
      case BEGIN -> role.beginHandOver(successor);
      case END -> {
        role.handOver(successor);
        signals.request(Signals.Request.STOP);
      }
    }
    return Map.of("open", role.proxy().flowCounts().open());
  }

  private static Predecessor.Step step(Map<String, Object> request) throws AdminException {
    String name = request.getOrDefault(Predecessor.STEP, "").toString();
    return Arrays.stream(Predecessor.Step.values())
        .filter(it -> it.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () -> new AdminException("step: one of " + Arrays.toString(Predecessor.Step.values())));
  }

  private static ProcessIdentity successor(Map<String, Object> request) throws AdminException {
    if (!(request.get(Predecessor.PROCESS) instanceof Long pid)) {
      throw new AdminException("pid: the number of the process that takes over");
    }
    return ProcessIdentity.of(pid)
        .orElseThrow(
            () ->
                new AdminException(
                    "there is no process " + pid + " here: both must see the same processes"));
  }
}

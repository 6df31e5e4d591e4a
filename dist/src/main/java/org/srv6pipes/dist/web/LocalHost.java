package org.srv6pipes.dist.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.srv6pipes.dist.HostFolders;
import org.srv6pipes.dist.web.HostLook.Device;
import org.srv6pipes.dist.web.HostLook.RoleLook;
import org.srv6pipes.proxy.relay.EventLoop;
import org.srv6pipes.service.Json;
import org.srv6pipes.service.admin.AdminClient;
import org.srv6pipes.service.admin.AdminException;
import org.srv6pipes.service.admin.Answer;

/**
 * A host whose network can be looked into: this one, or one of a lab, by a process in its
 * namespaces.
 */
public final class LocalHost implements ShownHost {

  private static final long MOST_FLOWS = 200;

  /** Addresses and rates change seldom, and it takes processes to ask for them. */
  private static final long FACTS_HOLD_NANOS = 30_000_000_000L;

  private final String name;
  private final long pid;
  private final Optional<Path> socket;
  private final Supplier<EventLoop.Expectation> children;
  private @Nullable Facts facts;

  private record Facts(Map<String, List<String>> addresses, Map<String, Long> rates, long until) {}

  private LocalHost(
      String name, long pid, Optional<Path> socket, Supplier<EventLoop.Expectation> children) {
    this.name = name;
    this.pid = pid;
    this.socket = socket;
    this.children = children;
  }

  /** A host of a lab, which has a folder /run of its own, with all roles that run in it. */
  public static LocalHost ofLab(String name, long pid) {
    return new LocalHost(name, pid, Optional.empty(), () -> () -> {});
  }

  /**
   * This host, with one role.
   *
   * @param socket where the role answers
   * @param children hears that processes are about to be started
   */
  public static LocalHost own(String name, Path socket, Supplier<EventLoop.Expectation> children) {
    return new LocalHost(name, ProcessHandle.current().pid(), Optional.of(socket), children);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public synchronized HostLook look(String match) {
    if (!Files.exists(proc("net"))) {
      return HostLook.gone("the host is gone");
    }
    List<RoleLook> roles = adminSockets().stream().flatMap(it -> role(it, match).stream()).toList();
    Facts known = facts();
    long now = System.nanoTime();
    return new HostLook(now, Optional.empty(), devices(known), roles, Map.of());
  }

  /** A proxy that does not answer is shown as gone. */
  private static Optional<RoleLook> role(Path socket, String match) {
    try (AdminClient proxy = AdminClient.connect(socket)) {
      Answer status = Answer.of(proxy.ask(Map.of("ask", "status")));
      if (status.texts("prefixes").isEmpty()) {
        return Optional.empty(); // another role
      }
      List<Answer> functions =
          ((List<?>) proxy.ask(Map.of("ask", "functions"))).stream().map(Answer::of).toList();
      return Optional.of(new RoleLook(status, functions, Answer.of(proxy.ask(flows(match)))));
    } catch (IOException | AdminException gone) {
      return Optional.empty();
    }
  }

  private static Map<String, Object> flows(String match) {
    return Map.of("ask", "flows", "match", match, "order", "bytes", "most", MOST_FLOWS);
  }

  private List<Device> devices(Facts known) {
    List<Device> devices = new ArrayList<>();
    try {
      List<String> lines = Files.readAllLines(proc("net/dev"));
      for (String line : lines.subList(2, lines.size())) {
        int colon = line.indexOf(':');
        String device = line.substring(0, colon).strip();
        String[] fields = line.substring(colon + 1).strip().split(" +");
        devices.add(
            new Device(
                device,
                Long.parseLong(fields[0]),
                Long.parseLong(fields[8]),
                known.rates().getOrDefault(device, 0L),
                known.addresses().getOrDefault(device, List.of())));
      }
    } catch (IOException gone) {
      return List.of();
    }
    return devices;
  }

  private Facts facts() {
    long now = System.nanoTime();
    Facts known = facts;
    if (known == null || known.until() - now < 0) {
      known = new Facts(askForAddresses(), askForRates(), now + FACTS_HOLD_NANOS);
      facts = known;
    }
    return known;
  }

  private Map<String, Long> askForRates() {
    Map<String, Long> rates = new HashMap<>();
    for (Map<?, ?> queue : ask("", "tc", "-j", "qdisc")) {
      if (queue.get("options") instanceof Map<?, ?> options
          && options.get("rate") instanceof Long bytes) {
        rates.put(String.valueOf(queue.get("dev")), 8 * bytes);
      }
    }
    return rates;
  }

  /** By interface; what stands on the loopback is the host's as well. */
  private Map<String, List<String>> askForAddresses() {
    Map<String, List<String>> addresses = new HashMap<>();
    for (Map<?, ?> device : ask("", "ip", "-j", "-6", "address")) {
      List<String> own =
          new Answer(device)
              .objects("addr_info").stream()
                  .filter(it -> it.text("scope").equals("global"))
                  .map(it -> it.text("local") + "/" + it.number("prefixlen"))
                  .toList();
      addresses.put(String.valueOf(device.get("ifname")), own);
    }
    return addresses;
  }

  @Override
  public Map<String, String> devicesTowards(Set<String> addresses) {
    StringBuilder questions = new StringBuilder();
    addresses.forEach(it -> questions.append("route get ").append(it).append('\n'));
    Map<String, String> devices = new HashMap<>();
    for (Map<?, ?> route : ask(questions.toString(), "ip", "-j", "-6", "-force", "-batch", "-")) {
      String device = String.valueOf(route.get("dev"));
      if (!device.equals(HostLook.LOOPBACK)) {
        devices.put(String.valueOf(route.get("dst")), device);
      }
    }
    return devices;
  }

  /** The sockets of the roles that run in it. */
  private List<Path> adminSockets() {
    if (socket.isPresent()) {
      return List.of(socket.get());
    }
    Path run = proc("root").resolve(Path.of("/").relativize(HostFolders.STATE));
    try (Stream<Path> files = Files.walk(run, 2)) {
      return files.filter(it -> it.toString().endsWith(HostFolders.SOCKET_SUFFIX)).toList();
    } catch (IOException | UncheckedIOException none) {
      return List.of();
    }
  }

  private Path proc(String file) {
    return Path.of("/proc", Long.toString(pid), file);
  }

  /** What a command says in JSON, a list on each line. */
  private List<Map<?, ?>> ask(String input, String... command) {
    List<String> inside = new ArrayList<>();
    if (pid != ProcessHandle.current().pid()) {
      inside.addAll(List.of("nsenter", "--net=" + proc("ns/net"), "--"));
    }
    inside.addAll(List.of(command));
    try (EventLoop.Expectation _ = children.get()) {
      Process process =
          new ProcessBuilder(inside).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      try (OutputStream in = process.getOutputStream()) {
        in.write(input.getBytes(UTF_8));
      }
      try (InputStream out = process.getInputStream()) {
        return objects(new String(out.readAllBytes(), UTF_8));
      }
    } catch (IOException e) {
      return List.of();
    }
  }

  private static List<Map<?, ?>> objects(String text) {
    List<Map<?, ?>> objects = new ArrayList<>();
    for (String line : text.lines().toList()) {
      if (!line.isBlank() && Json.parse(line) instanceof List<?> list) {
        for (Object element : list) {
          if (element instanceof Map<?, ?> map) {
            objects.add(map);
          }
        }
      }
    }
    return objects;
  }
}

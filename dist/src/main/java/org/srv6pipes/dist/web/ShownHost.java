package org.srv6pipes.dist.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.srv6pipes.dist.HostFolders;
import org.srv6pipes.service.Json;

/**
 * A host whose network can be looked into: this one, or one of a lab, by a process in its
 * namespaces.
 *
 * @param pid as this process counts
 * @param socket of the one role that is shown; if there is none given, all that run in it are
 */
public record ShownHost(String name, long pid, Optional<Path> socket) {

  /** A host of a lab, which has a folder /run of its own. */
  public static ShownHost ofLab(String name, long pid) {
    return new ShownHost(name, pid, Optional.empty());
  }

  private static final String LOOPBACK = "lo";

  /** What an interface has carried since it was made. */
  record Carried(long received, long sent) {}

  boolean isAlive() {
    return Files.exists(proc("net"));
  }

  /** By interface, without the loopback. */
  Map<String, Carried> carried() {
    Map<String, Carried> all = new HashMap<>();
    try {
      List<String> lines = Files.readAllLines(proc("net/dev"));
      for (String line : lines.subList(2, lines.size())) {
        int colon = line.indexOf(':');
        String device = line.substring(0, colon).strip();
        String[] fields = line.substring(colon + 1).strip().split(" +");
        if (!device.equals(LOOPBACK)) {
          all.put(device, new Carried(Long.parseLong(fields[0]), Long.parseLong(fields[8])));
        }
      }
    } catch (IOException gone) {
      return Map.of();
    }
    return all;
  }

  /** Bits per second that an interface lets out, where a token bucket says so. */
  Map<String, Long> rates() {
    Map<String, Long> rates = new HashMap<>();
    for (Map<?, ?> queue : ask("tc", "-j", "qdisc")) {
      if (queue.get("options") instanceof Map<?, ?> options
          && options.get("rate") instanceof Long bytes) {
        rates.put(String.valueOf(queue.get("dev")), 8 * bytes);
      }
    }
    return rates;
  }

  Set<String> addresses() {
    Set<String> addresses = new HashSet<>();
    for (Map<?, ?> device : ask("ip", "-j", "-6", "address")) {
      if (device.get("addr_info") instanceof List<?> list) {
        list.forEach(it -> addresses.add(String.valueOf(((Map<?, ?>) it).get("local"))));
      }
    }
    return addresses;
  }

  /** The interface by which packets leave for an address; empty if none does. */
  String deviceTowards(String address) {
    return ask("ip", "-j", "-6", "route", "get", address).stream()
        .map(it -> String.valueOf(it.get("dev")))
        .filter(it -> !it.equals(LOOPBACK))
        .findFirst()
        .orElse("");
  }

  /** The sockets of the roles that run in it. */
  List<Path> adminSockets() {
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

  private List<Map<?, ?>> ask(String... command) {
    List<String> inside = new ArrayList<>();
    if (pid != ProcessHandle.current().pid()) {
      inside.addAll(List.of("nsenter", "--net=" + proc("ns/net"), "--"));
    }
    inside.addAll(List.of(command));
    try {
      Process process =
          new ProcessBuilder(inside).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process.getOutputStream().close();
      try (InputStream out = process.getInputStream()) {
        return objects(new String(out.readAllBytes(), StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      return List.of();
    }
  }

  private static List<Map<?, ?>> objects(String text) {
    List<Map<?, ?>> objects = new ArrayList<>();
    if (!text.isBlank() && Json.parse(text) instanceof List<?> list) {
      for (Object element : list) {
        if (element instanceof Map<?, ?> map) {
          objects.add(map);
        }
      }
    }
    return objects;
  }
}

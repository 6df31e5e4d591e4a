package org.srv6pipes.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.srv6pipes.lab.Host;
import org.srv6pipes.service.admin.AdminClient;
import org.srv6pipes.service.admin.AdminException;

/** Asks a proxy in a host of a lab through its admin socket, from outside. */
final class Operator {

  private Operator() {}

  /** The socket of the one proxy in a host. */
  static Path socket(Host host) {
    Path run = host.file(HostFolders.STATE);
    try (Stream<Path> files = Files.walk(run)) {
      return files.filter(it -> it.toString().endsWith(".sock")).findFirst().orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Object ask(Host host, Map<String, Object> request) throws AdminException {
    try (AdminClient client = AdminClient.connect(socket(host))) {
      return client.ask(request);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Map<?, ?> status(Host host) throws AdminException {
    return (Map<?, ?>) ask(host, Map.of("ask", "status"));
  }

  /** The flows that a proxy has now. */
  static List<Map<?, ?>> flows(Host host) throws AdminException {
    Map<?, ?> answer = (Map<?, ?>) ask(host, Map.of("ask", "flows"));
    return ((List<?>) answer.get("flows")).stream().<Map<?, ?>>map(it -> (Map<?, ?>) it).toList();
  }
}

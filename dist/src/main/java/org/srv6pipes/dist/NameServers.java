package org.srv6pipes.dist;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.srv6pipes.resolver.SocketAddresses;

/** Whom this host asks for names. */
public final class NameServers {
  private static final Path FILE = Path.of("/etc/resolv.conf");
  private static final String KEY = "nameserver ";
  private static final int PORT = 53;

  private NameServers() {}

  /** The first one, if there is one. */
  public static Optional<InetSocketAddress> first() {
    try {
      return Files.readAllLines(FILE).stream()
          .filter(line -> line.startsWith(KEY))
          .map(line -> line.substring(KEY.length()).strip())
          .filter(address -> address.indexOf('%') < 0)
          .map(NameServers::parse)
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static InetSocketAddress parse(String address) {
    return SocketAddresses.parse(
        (address.indexOf(':') >= 0 ? "[" + address + "]" : address) + ":" + PORT);
  }
}

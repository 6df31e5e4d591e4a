package org.srv6pipes.service.admin;

import static org.srv6pipes.service.config.ValueTypes.PATH;
import static org.srv6pipes.service.config.ValueTypes.STRING;
import static org.srv6pipes.service.config.ValueTypes.integer;

import java.nio.file.Path;
import java.util.Optional;
import org.srv6pipes.service.config.Key;
import org.srv6pipes.service.config.Keys;
import org.srv6pipes.service.config.Table;

/**
 * Where an operator finds a running role.
 *
 * @param httpPort 0 for none
 */
public record AdminConfig(Optional<Path> socket, String httpAddress, int httpPort) {

  /** What a role's documentation says of the table. */
  public static final String ABOUT = "Where an operator finds the running role.";

  private static final Keys KEYS = new Keys();
  private static final Key<Optional<Path>> SOCKET =
      KEYS.optional(
          "socket",
          PATH,
          "The Unix socket of `srv6pipes status`, `flows` and the like, for the user that the role"
              + " runs as. If not given, one of the instance's name below `/run/srv6pipes`.");
  private static final Key<String> HTTP_ADDRESS =
      KEYS.key(
          "http-address",
          STRING,
          "::1",
          "Where HTTP is served. It asks nobody for a password: everyone who reaches it may read"
              + " who talks to whom.");
  private static final Key<Integer> HTTP_PORT =
      KEYS.key(
          "http-port",
          integer(0, 65_535),
          0,
          "The port of `/metrics`, for Prometheus, and for a proxy or an access router of the page"
              + " that shows what goes on. 0: no HTTP.");

  public static final Table<AdminConfig> TABLE =
      KEYS.readAs(
          values ->
              new AdminConfig(values.get(SOCKET), values.get(HTTP_ADDRESS), values.get(HTTP_PORT)));
}

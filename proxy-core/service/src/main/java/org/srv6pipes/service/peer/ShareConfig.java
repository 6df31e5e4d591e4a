package org.srv6pipes.service.peer;

import static org.srv6pipes.service.config.ValueTypes.PATH;
import static org.srv6pipes.service.config.ValueTypes.STRING;
import static org.srv6pipes.service.config.ValueTypes.integer;

import java.nio.file.Path;
import org.srv6pipes.service.config.Key;
import org.srv6pipes.service.config.Keys;
import org.srv6pipes.service.config.Table;

/** Where other proxies may look in. */
public record ShareConfig(String address, int port, Path certificate, Path key, Path tokenFile) {

  private static final Keys KEYS = new Keys();
  private static final Key<String> ADDRESS =
      KEYS.key("address", STRING, "::", "Where to listen for others; `::` is everywhere.");
  private static final Key<Integer> PORT =
      KEYS.key("port", integer(1, 65_535), 9466, "The port for others, over TLS alone.");
  private static final Key<Path> CERTIFICATE =
      KEYS.required(
          "certificate", PATH, "A PEM file: the certificate, and those that signed it if any did.");
  private static final Key<Path> PRIVATE_KEY =
      KEYS.required(
          "key", PATH, "A PEM file with the certificate's private key (`BEGIN PRIVATE KEY`).");
  private static final Key<Path> TOKEN_FILE =
      KEYS.required(
          "token-file",
          PATH,
          "Whoever shows the word in this file may look in. Nobody but its owner may read the"
              + " file.");

  public static final Table<ShareConfig> TABLE =
      KEYS.readAs(
          values ->
              new ShareConfig(
                  values.get(ADDRESS),
                  values.get(PORT),
                  values.get(CERTIFICATE),
                  values.get(PRIVATE_KEY),
                  values.get(TOKEN_FILE)));
}

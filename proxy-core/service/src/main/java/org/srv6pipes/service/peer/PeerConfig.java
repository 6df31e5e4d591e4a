package org.srv6pipes.service.peer;

import static org.srv6pipes.service.config.ValueTypes.PATH;
import static org.srv6pipes.service.config.ValueTypes.STRING;
import static org.srv6pipes.service.config.ValueTypes.integer;

import java.nio.file.Path;
import java.util.Optional;
import org.srv6pipes.service.config.Key;
import org.srv6pipes.service.config.Keys;
import org.srv6pipes.service.config.Table;
import org.srv6pipes.service.config.ValueType;

/** Another proxy that the page shows. It has a certificate or a fingerprint to be known by. */
public record PeerConfig(
    String address,
    int port,
    Path tokenFile,
    Optional<Path> certificate,
    Optional<Fingerprint> fingerprint) {

  private static final ValueType<Fingerprint> FINGERPRINT =
      ValueType.text(
          "SHA-256 in hexadecimal digits", "9F:86:D0…", Fingerprint::parse, Fingerprint::toString);

  private static final Keys KEYS = new Keys();
  private static final Key<String> ADDRESS =
      KEYS.required("address", STRING, "Its address, without the port.");
  private static final Key<Integer> PORT =
      KEYS.key("port", integer(1, 65_535), 9466, "The `port` of its `[share]`.");
  private static final Key<Path> TOKEN_FILE =
      KEYS.required(
          "token-file",
          PATH,
          "The word that it wants to be shown, in a file that nobody but its owner may read.");
  private static final Key<Optional<Path>> CERTIFICATE =
      KEYS.optional(
          "certificate",
          PATH,
          "A PEM file: its own certificate, or those that have signed it. If they have, it must"
              + " name `address`.");
  private static final Key<Optional<Fingerprint>> FINGERPRINT_KEY =
      KEYS.optional(
          "fingerprint",
          FINGERPRINT,
          "What its certificate has, as `openssl x509 -fingerprint -sha256` says it: instead of"
              + " `certificate`.");

  public static final Table<PeerConfig> TABLE =
      KEYS.readAs(
          values -> {
            values.check(
                values.get(CERTIFICATE).isPresent() != values.get(FINGERPRINT_KEY).isPresent(),
                CERTIFICATE,
                "give either certificate or fingerprint, so that nobody else passes for this peer");
            return new PeerConfig(
                values.get(ADDRESS),
                values.get(PORT),
                values.get(TOKEN_FILE),
                values.get(CERTIFICATE),
                values.get(FINGERPRINT_KEY));
          });
}

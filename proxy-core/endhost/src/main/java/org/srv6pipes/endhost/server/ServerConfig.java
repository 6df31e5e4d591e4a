package org.srv6pipes.endhost.server;

import static org.srv6pipes.service.config.ValueTypes.BOOLEAN;
import static org.srv6pipes.service.config.ValueTypes.STRING;
import static org.srv6pipes.service.config.ValueTypes.integer;
import static org.srv6pipes.service.config.ValueTypes.listOf;
import static org.srv6pipes.service.config.ValueTypes.oneOf;

import java.util.List;
import org.srv6pipes.service.admin.AdminConfig;
import org.srv6pipes.service.config.ConfigSchema;
import org.srv6pipes.service.config.Key;
import org.srv6pipes.service.config.Keys;
import org.srv6pipes.service.config.ValueType;
import org.srv6pipes.service.config.Values;
import org.srv6pipes.wire.Ipv6Prefix;
import org.srv6pipes.wire.WireOptions;

/** The server role's configuration. An empty file is a complete one. */
public record ServerConfig(
    String instance,
    List<String> interfaces,
    List<Ipv6Prefix> allowVia,
    WireOptions wire,
    int paths,
    Otherwise unusablePath,
    Otherwise whenDown,
    AtStop atStop,
    boolean transit,
    int queueLength,
    AdminConfig admin) {

  /** What becomes of a SYN that cannot be answered along the path that it names. */
  public enum Otherwise {
    /** It is dropped; its sender will repeat it. */
    DROP,
    /** It is answered by plain routing, as by a host without this role. */
    PLAIN
  }

  /** What becomes of rules and paths when the role stops. */
  public enum AtStop {
    /** All go; the host is as before, and connections that live are answered by plain routing. */
    REMOVE,
    /** All stay for the next start, so that no connection notices. */
    KEEP
  }

  private static final ValueType<Ipv6Prefix> PREFIX =
      ValueType.text("IPv6 prefix", "fc00:1::/80", Ipv6Prefix::parse, Ipv6Prefix::toString);

  private static final Keys KEYS = new Keys();
  private static final Key<String> INSTANCE =
      KEYS.key(
          "instance",
          STRING,
          "server",
          "The name under which rules and paths are recorded, and found again after a restart:"
              + " letters, digits and `. _ @ -`.");
  private static final Key<List<String>> INTERFACES =
      KEYS.key(
          "interfaces",
          listOf(STRING),
          List.of(),
          "The interfaces by which proxies send. All that there are at the start, if empty.");
  private static final Key<List<Ipv6Prefix>> ALLOW_VIA =
      KEYS.key(
          "allow-via",
          listOf(PREFIX),
          List.of(),
          "Where return paths may lead: each SID of one is in one of these prefixes. If empty: no"
              + " restriction. Loopback, link-local and multicast addresses are never allowed.");
  private static final Key<Integer> RETURN_PATH_TYPE =
      KEYS.key(
          "return-path-type",
          integer(1, 255),
          WireOptions.DEFAULT.returnPathType(),
          "The type of the TLV that holds the return path, as the proxies have it.");
  private static final Key<Integer> PATHS =
      KEYS.key(
          "paths",
          integer(1, 4096),
          1024,
          "Different return paths at once. Connections share the path of the same SIDs.");
  private static final Key<Otherwise> UNUSABLE_PATH =
      KEYS.key(
          "unusable-path",
          oneOf(Otherwise.class),
          Otherwise.DROP,
          "What becomes of a SYN whose return path contradicts itself or the packet, is not"
              + " allowed, or cannot be reached: `drop` it, or answer it by `plain` routing.");
  private static final Key<Otherwise> WHEN_DOWN =
      KEYS.key(
          "when-down",
          oneOf(Otherwise.class),
          Otherwise.DROP,
          "What becomes of a SYN with a segment list while this process is dead: `drop` it, so that"
              + " it is answered when it comes again, or answer it by `plain` routing, past the"
              + " proxies. Connections that are there go on either way.");
  private static final Key<AtStop> AT_STOP =
      KEYS.key(
          "at-stop",
          oneOf(AtStop.class),
          AtStop.REMOVE,
          "`remove`: a stop leaves the host as it was before the start, and live connections"
              + " without their paths. `keep`: rules and paths stay until the next start takes them"
              + " over, as they do when the process is killed.");
  private static final Key<Boolean> TRANSIT =
      KEYS.key(
          "transit",
          BOOLEAN,
          false,
          "Whether packets go on whose segment list leads from this host to another address, of"
              + " this host or elsewhere. No firewall sees that address before they do.");
  private static final Key<Integer> QUEUE_LENGTH =
      KEYS.key(
          "queue-length",
          integer(1, 1_000_000),
          4096,
          "SYNs that may wait in the kernel for their verdict.");

  private static final Key<AdminConfig> ADMIN =
      KEYS.table("admin", AdminConfig.TABLE, AdminConfig.ABOUT);

  public static final ConfigSchema<ServerConfig> SCHEMA =
      new ConfigSchema<>(
          "server",
          "Makes every TCP service of this host answer along the return path that the SYN names.",
          KEYS.readAs(ServerConfig::read));

  public ServerConfig {
    interfaces = List.copyOf(interfaces);
    allowVia = List.copyOf(allowVia);
  }

  private static ServerConfig read(Values values) {
    return new ServerConfig(
        values.get(INSTANCE),
        values.get(INTERFACES),
        values.get(ALLOW_VIA),
        new WireOptions(values.get(RETURN_PATH_TYPE)),
        values.get(PATHS),
        values.get(UNUSABLE_PATH),
        values.get(WHEN_DOWN),
        values.get(AT_STOP),
        values.get(TRANSIT),
        values.get(QUEUE_LENGTH),
        values.get(ADMIN));
  }
}

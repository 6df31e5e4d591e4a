package org.srv6pipes.endhost.client;

import static org.srv6pipes.service.config.ValueTypes.PATH;
import static org.srv6pipes.service.config.ValueTypes.STRING;
import static org.srv6pipes.service.config.ValueTypes.duration;
import static org.srv6pipes.service.config.ValueTypes.integer;
import static org.srv6pipes.service.config.ValueTypes.listOf;
import static org.srv6pipes.service.config.ValueTypes.nonEmptyListOf;
import static org.srv6pipes.service.config.ValueTypes.oneOf;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.srv6pipes.linux.ConnectMarks;
import org.srv6pipes.linux.ConnectMarks.Users;
import org.srv6pipes.resolver.SocketAddresses;
import org.srv6pipes.resolver.server.AddressBlock;
import org.srv6pipes.service.admin.AdminConfig;
import org.srv6pipes.service.config.ConfigSchema;
import org.srv6pipes.service.config.Key;
import org.srv6pipes.service.config.Keys;
import org.srv6pipes.service.config.Table;
import org.srv6pipes.service.config.ValueType;
import org.srv6pipes.service.config.Values;
import org.srv6pipes.wire.ChainText;

/**
 * The client role's configuration.
 *
 * @param chains which chain to ask for, by name; for all others, what the resolver's policy says
 */
public record ClientConfig(
    String instance,
    List<InetSocketAddress> listen,
    List<InetSocketAddress> resolvers,
    List<AddressBlock> allowFrom,
    Duration patience,
    String application,
    ConnectMarks.Conditions conditions,
    Optional<Path> cgroup,
    int paths,
    int addresses,
    AtStop atStop,
    AdminConfig admin,
    Optional<Access> access,
    Map<String, ChainText> chains) {

  /**
   * Hosts behind this one.
   *
   * @param proxy the file of the proxy that begins their chains
   */
  public record Access(List<String> interfaces, Path proxy) {

    private static final Keys KEYS = new Keys();
    private static final Key<List<String>> INTERFACES =
        KEYS.required(
            "interfaces",
            nonEmptyListOf(STRING),
            "The interfaces by which the hosts send that know nothing.");
    private static final Key<Path> PROXY =
        KEYS.required(
            "proxy",
            PATH,
            "A proxy's configuration, which says how many connections at once, with which"
                + " time-outs, and which prefix is this router's own.");

    static final Table<Access> TABLE =
        KEYS.readAs(values -> new Access(values.get(INTERFACES), values.get(PROXY)));
  }

  /** What becomes of the paths when the role stops. */
  public enum AtStop {
    /** All go; connections that live are continued by plain routing, which most do not survive. */
    REMOVE,
    /** All stay for the next start, so that no connection notices. */
    KEEP
  }

  private static final ValueType<Users> USERS =
      ValueType.text(
          "numeric user id or range", "1000-1999", ClientConfig::users, ClientConfig::text);
  private static final ValueType<ChainText> CHAIN =
      ValueType.text(
          "chain", "zstd-compress | zstd-decompress", ChainText::parse, ChainText::toString);

  private static final Keys KEYS = new Keys();
  private static final Key<String> INSTANCE =
      KEYS.key(
          "instance",
          STRING,
          "client",
          "The name under which rules and paths are recorded, and found again after a restart:"
              + " letters, digits and `. _ @ -`.");
  private static final Key<List<InetSocketAddress>> LISTEN =
      KEYS.key(
          "listen",
          nonEmptyListOf(SocketAddresses.TYPE),
          List.of(SocketAddresses.parse("[::1]:53"), SocketAddresses.parse("127.0.0.1:53")),
          "Where programs ask for names: the `nameserver` of `/etc/resolv.conf`.");
  private static final Key<List<InetSocketAddress>> RESOLVERS =
      KEYS.required(
          "resolvers",
          nonEmptyListOf(SocketAddresses.TYPE),
          "The resolvers that name the proxies, in the order in which they are tried.");
  private static final Key<List<AddressBlock>> ALLOW_FROM =
      KEYS.key(
          "allow-from",
          listOf(AddressBlock.TYPE),
          AddressBlock.LOOPBACK,
          "Who may ask; everybody else is refused.");
  private static final Key<Duration> PATIENCE =
      KEYS.key(
          "resolver-timeout",
          duration(Duration.ofMillis(10), Duration.ofMinutes(1)),
          Duration.ofMillis(1500),
          "How long to wait for a resolver before the next one is asked.");
  private static final Key<String> APPLICATION =
      KEYS.key(
          "application",
          STRING,
          "",
          "The name of this host's programs for the resolver's policies (EDNS option 65001).");
  private static final Key<List<Users>> USERS_KEY =
      KEYS.key(
          "users", listOf(USERS), List.of(), "Only connections of these users. All, if empty.");
  private static final Key<List<Integer>> PORTS =
      KEYS.key(
          "ports",
          listOf(integer(1, 0xffff)),
          List.of(),
          "Only connections to these ports. All, if empty.");
  private static final Key<Integer> MARK =
      KEYS.key(
          "mark",
          integer(0, Integer.MAX_VALUE),
          0,
          "Only sockets that have this firewall mark already; 0: those that have none.");
  private static final Key<Optional<Path>> CGROUP =
      KEYS.optional(
          "cgroup",
          PATH,
          "Only programs in this cgroup (version 2) or below. If not set: all of this host.");
  private static final Key<Integer> PATHS =
      KEYS.key(
          "paths",
          integer(1, 9900),
          4096,
          "Different lists of SIDs at once. Connections share the path of the same SIDs.");
  private static final Key<Integer> ADDRESSES =
      KEYS.key("addresses", integer(1, 1_000_000), 65_536, "Addresses at once that have a chain.");
  private static final Key<AtStop> AT_STOP =
      KEYS.key(
          "at-stop",
          oneOf(AtStop.class),
          AtStop.REMOVE,
          "`remove`: a stop leaves the host as it was before the start, and live connections"
              + " without their paths. `keep`: paths stay until the next start takes them over, as"
              + " they do when the process is killed.");
  private static final Key<AdminConfig> ADMIN =
      KEYS.table("admin", AdminConfig.TABLE, AdminConfig.ABOUT);
  private static final Key<Optional<Access>> ACCESS =
      KEYS.optionalTable(
          "access-router",
          Access.TABLE,
          "For the hosts behind this one: their connections to addresses that they have asked for"
              + " here are made anew from their own address and port, with segments and way back."
              + " This host's own connections are then left alone, and `users`, `ports`, `mark`,"
              + " `cgroup`, `paths` and `at-stop` mean nothing.");
  private static final Key<Map<String, ChainText>> CHAINS =
      KEYS.map(
          "chains",
          CHAIN,
          "The chain to ask for, by name; for all other names, what the resolver's policy says.");

  public static final ConfigSchema<ClientConfig> SCHEMA =
      new ConfigSchema<>(
          "client",
          "Leads new connections of this host into the chains that a resolver names for their"
              + " destinations. Connections that are there stay as they are.",
          KEYS.readAs(ClientConfig::read));

  public ClientConfig {
    listen = List.copyOf(listen);
    resolvers = List.copyOf(resolvers);
    allowFrom = List.copyOf(allowFrom);
    chains = Map.copyOf(chains);
  }

  private static ClientConfig read(Values values) {
    return new ClientConfig(
        values.get(INSTANCE),
        values.get(LISTEN),
        values.get(RESOLVERS),
        values.get(ALLOW_FROM),
        values.get(PATIENCE),
        values.get(APPLICATION),
        new ConnectMarks.Conditions(values.get(USERS_KEY), values.get(PORTS), values.get(MARK)),
        values.get(CGROUP),
        values.get(PATHS),
        values.get(ADDRESSES),
        values.get(AT_STOP),
        values.get(ADMIN),
        values.get(ACCESS),
        byCanonicalName(values.get(CHAINS)));
  }

  /** As names are looked up: in lower case, without the dot at the end. */
  private static Map<String, ChainText> byCanonicalName(Map<String, ChainText> chains) {
    Map<String, ChainText> canonical = new HashMap<>();
    chains.forEach(
        (name, chain) -> {
          String lower = name.toLowerCase(Locale.ROOT);
          canonical.put(
              lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower, chain);
        });
    return canonical;
  }

  private static Users users(String text) {
    if (!text.matches("[0-9]{1,9}(-[0-9]{1,9})?")) {
      throw new IllegalArgumentException("write one number, or two with a hyphen");
    }
    String[] ends = text.split("-");
    Users users = new Users(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]));
    if (users.first() > users.last()) {
      throw new IllegalArgumentException("the first is above the last");
    }
    return users;
  }

  private static String text(Users users) {
    return users.first() == users.last()
        ? Integer.toString(users.first())
        : users.first() + "-" + users.last();
  }
}

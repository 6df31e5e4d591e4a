package org.srv6pipes.proxy;

import static org.srv6pipes.service.config.ValueTypes.BOOLEAN;
import static org.srv6pipes.service.config.ValueTypes.DURATION;
import static org.srv6pipes.service.config.ValueTypes.PATH;
import static org.srv6pipes.service.config.ValueTypes.STRING;
import static org.srv6pipes.service.config.ValueTypes.integer;
import static org.srv6pipes.service.config.ValueTypes.listOf;
import static org.srv6pipes.service.config.ValueTypes.nonEmptyListOf;
import static org.srv6pipes.service.config.ValueTypes.oneOf;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.srv6pipes.proxy.chain.Plugins;
import org.srv6pipes.proxy.flow.Egress;
import org.srv6pipes.proxy.flow.Failing;
import org.srv6pipes.proxy.flow.Handshake;
import org.srv6pipes.proxy.flow.Quotas;
import org.srv6pipes.proxy.relay.RelaySettings.PortConflict;
import org.srv6pipes.proxy.report.ConnectionLogConfig;
import org.srv6pipes.proxy.syn.Refuser;
import org.srv6pipes.service.admin.AdminConfig;
import org.srv6pipes.service.config.ConfigSchema;
import org.srv6pipes.service.config.Key;
import org.srv6pipes.service.config.Keys;
import org.srv6pipes.service.config.ValueType;
import org.srv6pipes.service.config.Values;
import org.srv6pipes.service.peer.PeerConfig;
import org.srv6pipes.service.peer.ShareConfig;
import org.srv6pipes.wire.Ipv6Prefix;
import org.srv6pipes.wire.SidLayout;

/** A proxy's configuration, as its file says it and with the defaults of what it does not say. */
public record ProxyConfig(
    List<Ipv6Prefix> sidPrefixes,
    SidLayout layout,
    Optional<String> instanceName,
    Rules rules,
    int index,
    List<String> interfaces,
    List<Ipv6Prefix> allowFrom,
    List<Ipv6Prefix> allowTo,
    Capture capture,
    Handshake handshake,
    Egress egress,
    Refuser.Manner refuse,
    int resetsPerSecond,
    PortConflict portConflict,
    int returnPathType,
    int loops,
    int slots,
    int maxConnections,
    int maxHandshakes,
    int queueLength,
    List<Path> pluginDirs,
    List<String> pluginSha256,
    boolean pluginWatch,
    ProxyTimeouts timeouts,
    Quotas.Limits limits,
    AdminConfig admin,
    Optional<ShareConfig> share,
    Map<String, PeerConfig> peers,
    ConnectionLogConfig connectionLog,
    Optional<Duration> announce,
    AtStop atStop,
    Duration watchdog,
    Map<String, Object> functions,
    Map<String, ChainConfig> chains) {

  /** Who puts rules, routes and sysctls in place. */
  public enum Rules {
    /** The proxy: at start, and removed at stop. */
    AUTO,
    /** Somebody else, with {@code srv6pipes rules}. */
    MANUAL
  }

  /** What a stop does with what was changed on the host. */
  public enum AtStop {
    /** Everything goes back to how it was. */
    REMOVE,
    /** Where functions fail open, it stays: the kernel carries connections past. */
    KEEP
  }

  /** How the proxy learns of a SYN. */
  public enum Capture {
    /** It waits in an NFQUEUE for its verdict. */
    QUEUE,
    /** The kernel accepts it and keeps it for us to look at. */
    SAVED_SYN
  }

  private static final ValueType<Ipv6Prefix> PREFIX =
      ValueType.text("IPv6 prefix", "fc00:1::/80", Ipv6Prefix::parse, Ipv6Prefix::toString);
  private static final ValueType<SidLayout> LAYOUT =
      ValueType.text("SID layout", "80/16/32", SidLayout::parse, SidLayout::toString);

  private static final ValueType<String> DIGEST =
      ValueType.text(
          "SHA-256 digest",
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          ProxyConfig::digest,
          text -> text);

  private static final Keys KEYS = new Keys();
  private static final Key<List<Ipv6Prefix>> SID_PREFIXES =
      KEYS.required(
          "sid-prefixes",
          nonEmptyListOf(PREFIX),
          "The prefixes whose SIDs this proxy serves. Route them to this host.");
  private static final Key<SidLayout> SID_LAYOUT =
      KEYS.key(
          "sid-layout",
          LAYOUT,
          SidLayout.DEFAULT,
          "Bits of prefix, function and parameters of a SID. Every prefix is as long as the first"
              + " of them.");
  private static final Key<Optional<String>> INSTANCE =
      KEYS.optional(
          "instance",
          STRING,
          "The name of this proxy among several on one host: letters, digits and `. _ @ -`. If not"
              + " given, made from the first prefix.");
  private static final Key<Rules> RULES =
      KEYS.key(
          "rules",
          oneOf(Rules.class),
          Rules.AUTO,
          "`auto`: the proxy puts its rules, routes and sysctls in place itself, and removes them"
              + " when it stops. `manual`: they are there before it starts and stay, put in place"
              + " by `srv6pipes rules apply` or by what `srv6pipes rules show` prints.");
  private static final Key<Optional<Integer>> INDEX =
      KEYS.optional(
          "index",
          integer(0, 255),
          "With `rules = \"manual\"`: from what the proxy's marks, tables, queue numbers and ports"
              + " follow, another one for each instance on a host. 0 if not given. With `auto` the"
              + " lowest free one is taken.");
  private static final Key<List<String>> INTERFACES =
      KEYS.key(
          "interfaces",
          listOf(STRING),
          List.of(),
          "The interfaces by which connections may come. All, if empty.");
  private static final Key<List<Ipv6Prefix>> ALLOW_FROM =
      KEYS.key(
          "allow-from",
          listOf(PREFIX),
          List.of(),
          "The clients that may use this proxy. If empty: all whose packets arrive by an interface"
              + " that has a route back to them.");
  private static final Key<List<Ipv6Prefix>> ALLOW_TO =
      KEYS.key(
          "allow-to",
          listOf(PREFIX),
          List.of(),
          "The servers that may be reached. If empty: all. Loopback, link-local and multicast"
              + " addresses and those of the proxy itself never are.");
  private static final Key<Capture> CAPTURE =
      KEYS.key(
          "capture",
          oneOf(Capture.class),
          Capture.QUEUE,
          "`queue`: SYNs wait for their verdict in an NFQUEUE. `saved-syn`: the kernel accepts them"
              + " and the proxy looks at what it saved, with fewer wake-ups for each connection."
              + " That implies `handshake = \"early\"`, serves exactly one SID of this proxy in a"
              + " segment list and only where it is the first proxy of the return path; what does"
              + " not fit is reset after it was accepted.");
  private static final Key<Optional<Handshake>> HANDSHAKE =
      KEYS.optional(
          "handshake",
          oneOf(Handshake.class),
          "`end-to-end`: the client is answered when the server has answered, and sees refused and"
              + " timed out as they are. `early`: the client is answered at once. If not given:"
              + " `end-to-end`, and `early` with `capture = \"saved-syn\"`.");
  private static final Key<Egress> EGRESS =
      KEYS.key(
          "egress",
          oneOf(Egress.class),
          Egress.AUTO,
          "How the last proxy goes to the server. `return-path`: with an SRH that holds the way"
              + " back, for servers with the server role. `plain`: without. `auto`: with, and"
              + " without for servers that do not answer to it (the first connection to such a"
              + " server takes a second longer). `own-address`: from the proxy's own address, so"
              + " that the answer comes back here by any route, and the server sees the proxy"
              + " instead of the client.");
  private static final Key<Refuser.Manner> REFUSE =
      KEYS.key(
          "refuse",
          oneOf(Refuser.Manner.class),
          Refuser.Manner.RESET,
          "What a client gets that is not admitted: a `reset`, or a silent `drop`.");
  private static final Key<Integer> RESETS_PER_SECOND =
      KEYS.key(
          "resets-per-second",
          integer(0, 1_000_000),
          1000,
          "At most so many resets are sent to clients that are not admitted.");
  private static final Key<PortConflict> PORT_CONFLICT =
      KEYS.key(
          "port-conflict",
          oneOf(PortConflict.class),
          PortConflict.OTHER_PORT,
          "When the client's own port cannot be used towards the server: take another"
              + " (`other-port`) or `reset` the client.");
  private static final Key<Integer> RETURN_PATH_TYPE =
      KEYS.key(
          "return-path-type",
          integer(1, 255),
          6,
          "The type of the TLV that holds the return path. RFC 8754 reserves 124 to 126 for"
              + " experiments.");
  private static final Key<Integer> LOOPS =
      KEYS.key("loops", integer(0, 64), 0, "Event loops, one thread each. 0: one for each core.");
  private static final Key<Integer> SLOTS =
      KEYS.key(
          "slots",
          integer(1, 256),
          16,
          "Return paths, over all loops, that can have a handshake under way at once.");
  private static final Key<Integer> MAX_CONNECTIONS =
      KEYS.key(
          "max-connections",
          integer(0, 10_000_000),
          0,
          "Connections at once. 0: as many as the limit of open files allows, at two descriptors"
              + " each.");
  private static final Key<Integer> MAX_HANDSHAKES =
      KEYS.key(
          "max-handshakes",
          integer(1, 1_000_000),
          2000,
          "Connections at once whose client has not completed its handshake. The oldest makes room"
              + " for the newest.");
  private static final Key<Integer> QUEUE_LENGTH =
      KEYS.key(
          "queue-length",
          integer(1, 1_000_000),
          4096,
          "SYNs that may wait in the kernel for their verdict, for each loop.");
  private static final Key<List<Path>> PLUGIN_DIRS =
      KEYS.key(
          "plugin-dirs",
          listOf(PATH),
          List.of(),
          "Folders with functions: in each, every jar is one plugin, and every folder is one whose"
              + " jars belong together. They must belong to root or to the proxy's user, and nobody"
              + " else may write them.");
  private static final Key<List<String>> PLUGIN_SHA256 =
      KEYS.key(
          "plugin-sha256",
          listOf(DIGEST),
          List.of(),
          "The SHA-256 digests of the jars in `plugin-dirs` that may be loaded, as `sha256sum`"
              + " prints them. Any, if empty.");
  private static final Key<Boolean> PLUGIN_WATCH =
      KEYS.key(
          "plugin-watch",
          BOOLEAN,
          false,
          "Whether to reload by itself a moment after something in `plugin-dirs` has changed. New"
              + " connections take what is there then; those there are go on with what they have.");
  private static final Key<ProxyTimeouts> TIMEOUTS =
      KEYS.table("timeouts", ProxyTimeouts.TABLE, "How long things may take.");
  private static final Key<Quotas.Limits> LIMITS =
      KEYS.table(
          "limits",
          ProxyLimits.TABLE,
          "What a connection is refused for besides `max-connections`, as `refuse` says; those that"
              + " there are go on.");
  private static final Key<AdminConfig> ADMIN =
      KEYS.table("admin", AdminConfig.TABLE, AdminConfig.ABOUT);
  private static final Key<Optional<ShareConfig>> SHARE =
      KEYS.optionalTable(
          "share",
          ShareConfig.TABLE,
          "Lets other proxies' pages show this one, and Prometheus read `/metrics` from another"
              + " host: over TLS, to whoever shows a token. Without it nobody else looks in.");
  private static final Key<Map<String, PeerConfig>> PEERS =
      KEYS.namedTables(
          "peers",
          PeerConfig.TABLE,
          "Other proxies that this one's page shows as well, so that a flow's whole chain is seen:"
              + " each has a `[share]`. NAME is what the page calls it.");
  private static final Key<ConnectionLogConfig> CONNECTION_LOG =
      KEYS.table(
          "connection-log",
          ConnectionLogConfig.TABLE,
          "What is written about connections that ended.");
  private static final Key<Optional<Duration>> ANNOUNCE =
      KEYS.optional(
          "announce",
          DURATION,
          "While the proxy serves, the main table has a route with protocol and metric 84 for each"
              + " of `sid-prefixes`, for routing daemons to redistribute; it goes with the process,"
              + " however that ends. At a stop it goes first, and new connections are taken for so"
              + " long, until the routers have noticed. If not set: no such route.");
  private static final Key<AtStop> AT_STOP =
      KEYS.key(
          "at-stop",
          oneOf(AtStop.class),
          AtStop.REMOVE,
          "What a stop does with rules, routes and sysctls. `remove`: the host is as it was before."
              + " `keep`: where a function fails open they stay, as after a kill, and connections"
              + " go past until the proxy is back.");
  private static final Key<Duration> WATCHDOG =
      KEYS.key(
          "watchdog",
          DURATION,
          Duration.ofSeconds(10),
          "When an event loop hangs for so long, the process writes all stacks to its log and kills"
              + " itself: connections are reset, announced routes go, and functions fail as"
              + " configured. It counts the turns that the loop misses, so that a suspended machine"
              + " or a changed clock does no harm. `0s`: never.");
  private static final Key<Map<String, Object>> FUNCTIONS =
      KEYS.freeTable(
          "functions",
          "Settings of functions, a table for each: `[functions.NAME]`. Every function has"
              + " `number`, which gives it another number than its own, `handshake`, which wins"
              + " over the proxy's, and `fail`. With `fail = \"open\"` the kernel carries"
              + " connections past the proxy that it cannot serve: because it does not run, is"
              + " overloaded, or could not load the function (then `number` must be given). The"
              + " default is `closed`, and some functions, such as `encrypt`, allow nothing"
              + " else.");
  private static final Key<Map<String, ChainConfig>> CHAINS =
      KEYS.namedTables(
          "chains",
          ChainConfig.TABLE,
          "Functions that one SID names together: bytes go from one to the next without a socket"
              + " between them.");

  /** The schema of the file. */
  public static final ConfigSchema<ProxyConfig> SCHEMA =
      new ConfigSchema<>(
          "proxy",
          "The middlebox: takes connections whose next segment is one of its SIDs, runs the"
              + " functions that the SIDs name, and goes on from the client's own address.",
          KEYS.readAs(ProxyConfig::read));

  private static ProxyConfig read(Values values) {
    SidLayout layout = values.get(SID_LAYOUT);
    for (Ipv6Prefix prefix : values.get(SID_PREFIXES)) {
      values.check(
          prefix.length() == layout.prefixBits(),
          SID_PREFIXES,
          prefix
              + " is not as long as the prefix of a SID; write "
              + prefix.address()
              + "/"
              + layout.prefixBits()
              + ", or set sid-layout");
    }
    boolean savedSyn = values.get(CAPTURE) == Capture.SAVED_SYN;
    Handshake handshake =
        values.get(HANDSHAKE).orElse(savedSyn ? Handshake.EARLY : Handshake.END_TO_END);
    values.check(
        !savedSyn || handshake == Handshake.EARLY,
        HANDSHAKE,
        "a SYN cannot be held that is not captured; remove it, or write capture = \"queue\"");
    values.check(
        values.get(INDEX).isEmpty() || values.get(RULES) == Rules.MANUAL,
        INDEX,
        "is chosen at the start with rules = \"auto\"; remove it, or write rules = \"manual\"");
    return new ProxyConfig(
        values.get(SID_PREFIXES),
        layout,
        values.get(INSTANCE),
        values.get(RULES),
        values.get(INDEX).orElse(0),
        values.get(INTERFACES),
        values.get(ALLOW_FROM),
        values.get(ALLOW_TO),
        values.get(CAPTURE),
        handshake,
        values.get(EGRESS),
        values.get(REFUSE),
        values.get(RESETS_PER_SECOND),
        values.get(PORT_CONFLICT),
        values.get(RETURN_PATH_TYPE),
        values.get(LOOPS),
        values.get(SLOTS),
        values.get(MAX_CONNECTIONS),
        values.get(MAX_HANDSHAKES),
        values.get(QUEUE_LENGTH),
        values.get(PLUGIN_DIRS),
        values.get(PLUGIN_SHA256),
        values.get(PLUGIN_WATCH),
        values.get(TIMEOUTS),
        values.get(LIMITS),
        values.get(ADMIN),
        values.get(SHARE),
        values.get(PEERS),
        values.get(CONNECTION_LOG),
        values.get(ANNOUNCE),
        values.get(AT_STOP),
        values.get(WATCHDOG),
        values.get(FUNCTIONS),
        values.get(CHAINS));
  }

  private static String digest(String text) {
    if (!text.matches("[0-9a-fA-F]{64}")) {
      throw new IllegalArgumentException("it has not 64 hexadecimal digits");
    }
    return text.toLowerCase(Locale.ROOT);
  }

  /** Where functions from elsewhere are, and which may be trusted. */
  public Plugins plugins() {
    return new Plugins(pluginDirs, Set.copyOf(pluginSha256));
  }

  /** The name of this proxy on its host. */
  public String instance() {
    return instanceName.orElseGet(
        () -> sidPrefixes.getFirst().address().toString().replace(':', '-'));
  }

  /** How many queues there will be. */
  public int queueCount() {
    return capture == Capture.SAVED_SYN ? 0 : loopCount();
  }

  /** Functions with a handshake of their own, by name. */
  public Map<String, Handshake> handshakes() {
    Map<String, Handshake> handshakes = new HashMap<>();
    functions.forEach(
        (name, section) -> {
          if (section instanceof Map<?, ?> keys
              && keys.get(HANDSHAKE.name()) instanceof String it) {
            handshake(it).ifPresent(handshake -> handshakes.put(name, handshake));
          }
        });
    return handshakes;
  }

  /** What becomes of connections that cannot be served, by the name that the file has for it. */
  public static Optional<Failing> failing(String name) {
    return Arrays.stream(Failing.values())
        .filter(it -> it.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst();
  }

  /** A handshake by the name that the file has for it. */
  public static Optional<Handshake> handshake(String name) {
    return Arrays.stream(Handshake.values())
        .filter(it -> it.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(name))
        .findFirst();
  }

  /** How many event loops there will be. */
  public int loopCount() {
    return loops == 0 ? Runtime.getRuntime().availableProcessors() : loops;
  }

  /** Listeners of each loop: one that answers directly, and its share of the slots. */
  public int slotsPerLoop() {
    return capture == Capture.SAVED_SYN ? 1 : 1 + Math.ceilDiv(slots, loopCount());
  }
}

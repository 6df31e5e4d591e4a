package org.srv6pipes.resolver;

import static org.srv6pipes.service.config.ValueTypes.BOOLEAN;
import static org.srv6pipes.service.config.ValueTypes.PATH;
import static org.srv6pipes.service.config.ValueTypes.RATE;
import static org.srv6pipes.service.config.ValueTypes.STRING;
import static org.srv6pipes.service.config.ValueTypes.duration;
import static org.srv6pipes.service.config.ValueTypes.integer;
import static org.srv6pipes.service.config.ValueTypes.listOf;
import static org.srv6pipes.service.config.ValueTypes.nonEmptyListOf;
import static org.srv6pipes.service.config.ValueTypes.oneOf;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.srv6pipes.resolver.policy.Policy;
import org.srv6pipes.resolver.policy.Policy.Action;
import org.srv6pipes.resolver.policy.Policy.WithoutProxies;
import org.srv6pipes.resolver.server.AddressBlock;
import org.srv6pipes.service.admin.AdminConfig;
import org.srv6pipes.service.config.ConfigSchema;
import org.srv6pipes.service.config.Key;
import org.srv6pipes.service.config.Keys;
import org.srv6pipes.service.config.Rate;
import org.srv6pipes.service.config.Table;
import org.srv6pipes.service.config.ValueType;
import org.srv6pipes.service.config.Values;
import org.srv6pipes.wire.ChainText;
import org.srv6pipes.wire.Ipv6Prefix;
import org.srv6pipes.wire.SidLayout;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/**
 * The resolver role's configuration.
 *
 * @param proxies by name, in the order in which packets to the servers pass them
 */
public record ResolverConfig(
    String instance,
    List<InetSocketAddress> listen,
    List<InetSocketAddress> upstreams,
    List<AddressBlock> allowFrom,
    Rate rateLimit,
    int payloadSize,
    Duration upstreamPatience,
    int mostQuestions,
    int cacheSize,
    Duration mostTtl,
    int streamConnections,
    Duration streamIdle,
    int loops,
    boolean clientChains,
    Duration clientChainTtl,
    Health health,
    Map<String, Proxy> proxies,
    List<Policy> policies,
    AdminConfig admin) {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration DAY = Duration.ofDays(1);

  private static final ValueType<Name> NAME =
      ValueType.text("domain name", "www.example.test", ResolverConfig::name, ResolverConfig::text);

  /** How it is found out which proxies work. */
  public record Health(
      Optional<InetSocketAddress> target, Duration interval, Duration patience, int failures) {

    private static final Keys KEYS = new Keys();
    private static final Key<Optional<InetSocketAddress>> TARGET =
        KEYS.optional(
            "target",
            SocketAddresses.TYPE,
            "A DNS server behind the proxies that speaks TCP over IPv6; a probe asks it through a"
                + " proxy. If not set: the first upstream with an IPv6 address.");
    private static final Key<Duration> INTERVAL =
        KEYS.key(
            "interval",
            duration(Duration.ZERO, DAY),
            Duration.ofSeconds(5),
            "How often each proxy is probed. `0s`: never, and all count as up.");
    private static final Key<Duration> PATIENCE =
        KEYS.key(
            "timeout",
            duration(Duration.ofMillis(10), Duration.ofMinutes(1)),
            SECOND,
            "How long one probe may take.");
    private static final Key<Integer> FAILURES =
        KEYS.key(
            "failures",
            integer(1, 100),
            2,
            "Probes in a row that fail before a proxy counts as down. They follow each other at"
                + " once.");

    static final Table<Health> TABLE = KEYS.readAs(Health::read);

    private static Health read(Values values) {
      Health health =
          new Health(
              values.get(TARGET), values.get(INTERVAL), values.get(PATIENCE), values.get(FAILURES));
      values.check(
          health.interval.isZero()
              || health.patience.multipliedBy(health.failures).compareTo(health.interval) <= 0,
          INTERVAL,
          "is shorter than timeout times failures: a proxy's death would not be known within it");
      values.check(
          health.target.map(it -> it.getAddress() instanceof Inet6Address).orElse(true),
          TARGET,
          "is not an IPv6 address, and proxies speak nothing else");
      return health;
    }
  }

  /**
   * A proxy.
   *
   * @param site where it stands; empty for a place of its own
   * @param functions the file that says which functions it has
   */
  public record Proxy(
      Ipv6Prefix prefix, SidLayout layout, String site, Path functions, int weight) {

    private static final Keys KEYS = new Keys();
    private static final Key<Ipv6Prefix> PREFIX =
        KEYS.required(
            "prefix",
            ValueType.text("IPv6 prefix", "fc00:1::/80", Ipv6Prefix::parse, Ipv6Prefix::toString),
            "The prefix of its SIDs.");
    private static final Key<SidLayout> LAYOUT =
        KEYS.key(
            "sid-layout",
            ValueType.text("SID layout", "80/16/32", SidLayout::parse, SidLayout::toString),
            SidLayout.DEFAULT,
            "As the proxy has it.");
    private static final Key<String> SITE =
        KEYS.key(
            "site",
            STRING,
            "",
            "Where it stands. Proxies of one site are as good as each other: clients are spread"
                + " over them. If empty, it has a site of its own by its own name. Sites stand in"
                + " the order in which packets to the servers pass them.");
    private static final Key<Path> FUNCTIONS =
        KEYS.required(
            "functions",
            PATH,
            "What `srv6pipes functions -c proxy.toml --json` printed on that proxy.");
    private static final Key<Integer> WEIGHT =
        KEYS.key(
            "weight",
            integer(1, 1000),
            1,
            "How many clients it gets, in proportion to the others of its site.");

    static final Table<Proxy> TABLE = KEYS.readAs(Proxy::read);

    private static Proxy read(Values values) {
      Proxy proxy =
          new Proxy(
              values.get(PREFIX),
              values.get(LAYOUT),
              values.get(SITE),
              values.get(FUNCTIONS),
              values.get(WEIGHT));
      values.check(
          proxy.prefix.length() == proxy.layout.prefixBits(),
          PREFIX,
          "is not of the " + proxy.layout.prefixBits() + " bits that sid-layout gives it");
      return proxy;
    }
  }

  private static final class Rules {
    private static final Keys KEYS = new Keys();
    private static final Key<List<AddressBlock>> CLIENTS =
        KEYS.key("clients", listOf(AddressBlock.TYPE), List.of(), "Who asks. Everybody, if empty.");
    private static final Key<List<String>> APPLICATIONS =
        KEYS.key(
            "applications",
            listOf(STRING),
            List.of(),
            "For which programs, as clients name them (EDNS option 65001). All, if empty.");
    private static final Key<List<String>> ACCESS_ROUTERS =
        KEYS.key(
            "access-routers",
            listOf(STRING),
            List.of(),
            "At the edge of which routers, as clients name them (EDNS option 65004). All, if"
                + " empty.");
    private static final Key<List<Name>> NAMES =
        KEYS.key(
            "names",
            listOf(NAME),
            List.of(),
            "Exactly these names. With `zones` empty too: all names.");
    private static final Key<List<Name>> ZONES =
        KEYS.key("zones", listOf(NAME), List.of(), "These names and everything below them.");
    private static final Key<Action> ACTION =
        KEYS.key(
            "action",
            oneOf(Action.class),
            Action.CHAIN,
            "`chain`: name the proxies of the chain. `plain`: name none. `deny`: refuse to"
                + " answer.");
    private static final Key<Optional<ChainText>> CHAIN =
        KEYS.optional(
            "chain",
            ValueType.text(
                "chain", "zstd-compress | zstd-decompress", ChainText::parse, ChainText::toString),
            "The functions on the way to the server. The way back gets their inverses.");
    private static final Key<List<String>> AT =
        KEYS.key(
            "at",
            listOf(STRING),
            List.of(),
            "The site of each function. If empty: each one at the next site that has it.");
    private static final Key<Duration> TTL =
        KEYS.key(
            "ttl",
            duration(SECOND, DAY),
            Duration.ofMinutes(1),
            "How long a client may use the answer; the addresses live no longer either.");
    private static final Key<Boolean> CLIENT_CHAINS =
        KEYS.key(
            "client-chains",
            BOOLEAN,
            true,
            "Whether clients may ask for another chain (EDNS option 65010).");
    private static final Key<WithoutProxies> WITHOUT_PROXIES =
        KEYS.key(
            "without-proxies",
            oneOf(WithoutProxies.class),
            WithoutProxies.PLAIN,
            "While no proxy is up that could run the chain: answer `plain`, or `fail`, so that"
                + " nobody connects past the proxies.");

    static final Table<Policy> TABLE = KEYS.readAs(Rules::read);

    private static Policy read(Values values) {
      values.check(
          values.get(ACTION) != Action.CHAIN || values.get(CHAIN).isPresent(),
          CHAIN,
          "is missing; write it, or another action");
      values.check(
          values.get(ACTION) == Action.CHAIN || values.get(CHAIN).isEmpty(),
          CHAIN,
          "means nothing with this action");
      return new Policy(
          values.get(CLIENTS),
          values.get(APPLICATIONS),
          values.get(ACCESS_ROUTERS),
          values.get(NAMES),
          values.get(ZONES),
          values.get(ACTION),
          values.get(CHAIN),
          values.get(AT),
          values.get(TTL).toSeconds(),
          values.get(CLIENT_CHAINS),
          values.get(WITHOUT_PROXIES));
    }
  }

  private static final Keys KEYS = new Keys();
  private static final Key<String> INSTANCE =
      KEYS.key(
          "instance",
          STRING,
          "resolver",
          "The name by which an operator finds it where several run: letters, digits and `. _ @"
              + " -`.");
  private static final Key<List<InetSocketAddress>> LISTEN =
      KEYS.required(
          "listen",
          nonEmptyListOf(SocketAddresses.TYPE),
          "Where to answer, over UDP and TCP. Addresses one by one, because an answer comes from"
              + " the address that was asked.");
  private static final Key<List<InetSocketAddress>> UPSTREAMS =
      KEYS.required(
          "upstreams",
          nonEmptyListOf(SocketAddresses.TYPE),
          "The resolvers that know the answers, in the order in which they are tried.");
  private static final Key<List<AddressBlock>> ALLOW_FROM =
      KEYS.key(
          "allow-from",
          listOf(AddressBlock.TYPE),
          AddressBlock.LOOPBACK,
          "Who may ask; everybody else is refused.");
  private static final Key<Rate> RATE_LIMIT =
      KEYS.key(
          "rate-limit",
          RATE,
          Rate.perSecond(1000),
          "Queries of one IPv4 address or IPv6 /64. Over UDP those beyond are told to come by TCP."
              + " `0/s`: no limit.");
  private static final Key<Integer> PAYLOAD_SIZE =
      KEYS.key("edns-size", integer(512, 4096), 1232, "The longest answer over UDP, in octets.");
  private static final Key<Duration> UPSTREAM_PATIENCE =
      KEYS.key(
          "upstream-timeout",
          duration(Duration.ofMillis(10), Duration.ofMinutes(1)),
          Duration.ofMillis(1500),
          "How long to wait for an upstream before the next one is asked.");
  private static final Key<Integer> MOST_QUESTIONS =
      KEYS.key(
          "max-upstream-queries",
          integer(1, 60_000),
          2000,
          "Different questions under way at once, a descriptor each.");
  private static final Key<Integer> CACHE_SIZE =
      KEYS.key("cache-size", integer(0, 10_000_000), 50_000, "Answers that are kept.");
  private static final Key<Duration> MOST_TTL =
      KEYS.key("max-ttl", duration(SECOND, Duration.ofDays(7)), DAY, "No record lives longer.");
  private static final Key<Integer> STREAM_CONNECTIONS =
      KEYS.key("max-tcp", integer(1, 100_000), 1000, "TCP connections at once.");
  private static final Key<Duration> STREAM_IDLE =
      KEYS.key(
          "tcp-idle",
          duration(SECOND, Duration.ofHours(1)),
          Duration.ofSeconds(10),
          "A TCP connection without a query for so long is closed.");
  private static final Key<Integer> LOOPS =
      KEYS.key("loops", integer(0, 64), 0, "Event loops, one thread each. 0: one for each core.");
  private static final Key<Boolean> CLIENT_CHAINS =
      KEYS.key(
          "client-chains",
          BOOLEAN,
          true,
          "Whether clients may ask for a chain of their own where no policy is for the name.");
  private static final Key<Duration> CLIENT_CHAIN_TTL =
      KEYS.key(
          "client-chain-ttl",
          duration(SECOND, DAY),
          Duration.ofMinutes(1),
          "How long they may use it.");
  private static final Key<Health> HEALTH =
      KEYS.table("health", Health.TABLE, "How it is found out which proxies work.");
  private static final Key<Map<String, Proxy>> PROXIES =
      KEYS.namedTables(
          "proxies",
          Proxy.TABLE,
          "The proxies that chains can lead through, in the order in which packets to the servers"
              + " pass them.");
  private static final Key<List<Policy>> POLICIES =
      KEYS.tables(
          "policies",
          Rules.TABLE,
          "Who gets what for which names. The first that matches counts; where none does, the"
              + " answer is plain.");
  private static final Key<AdminConfig> ADMIN =
      KEYS.table("admin", AdminConfig.TABLE, AdminConfig.ABOUT);

  public static final ConfigSchema<ResolverConfig> SCHEMA =
      new ConfigSchema<>(
          "resolver",
          "A DNS server in front of another one, which also says which proxies a connection shall"
              + " take. Everything but `instance`, `listen`, `loops`, `max-tcp`, `tcp-idle` and"
              + " `[admin]` can be changed while it runs.",
          KEYS.readAs(ResolverConfig::read));

  private static ResolverConfig read(Values values) {
    values.check(
        values.get(LISTEN).stream().noneMatch(it -> it.getAddress().isAnyLocalAddress()),
        LISTEN,
        "has a wildcard; name the addresses one by one");
    values.check(
        values.get(PROXIES).isEmpty()
            || values.get(HEALTH).interval().isZero()
            || target(values).isPresent(),
        HEALTH,
        "has no target, and no upstream has an IPv6 address; set health.target, or interval ="
            + " \"0s\"");
    return new ResolverConfig(
        values.get(INSTANCE),
        values.get(LISTEN),
        values.get(UPSTREAMS),
        values.get(ALLOW_FROM),
        values.get(RATE_LIMIT),
        values.get(PAYLOAD_SIZE),
        values.get(UPSTREAM_PATIENCE),
        values.get(MOST_QUESTIONS),
        values.get(CACHE_SIZE),
        values.get(MOST_TTL),
        values.get(STREAM_CONNECTIONS),
        values.get(STREAM_IDLE),
        values.get(LOOPS),
        values.get(CLIENT_CHAINS),
        values.get(CLIENT_CHAIN_TTL),
        values.get(HEALTH),
        values.get(PROXIES),
        values.get(POLICIES),
        values.get(ADMIN));
  }

  private static Optional<InetSocketAddress> target(Values values) {
    return target(values.get(HEALTH), values.get(UPSTREAMS));
  }

  private static Optional<InetSocketAddress> target(
      Health health, List<InetSocketAddress> upstreams) {
    return health
        .target()
        .or(
            () ->
                upstreams.stream()
                    .filter(upstream -> upstream.getAddress() instanceof Inet6Address)
                    .findFirst());
  }

  /** What probes ask; none where there are none. */
  Optional<InetSocketAddress> probeTarget() {
    return target(health, upstreams);
  }

  private static Name name(String text) {
    try {
      return Name.fromString(text, Name.root);
    } catch (TextParseException e) {
      throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
    }
  }

  private static String text(Name name) {
    return name.toString(true);
  }
}

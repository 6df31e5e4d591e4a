package org.srv6pipes.service.config;

import static org.srv6pipes.service.config.ValueTypes.BOOLEAN;
import static org.srv6pipes.service.config.ValueTypes.DURATION;
import static org.srv6pipes.service.config.ValueTypes.PATH;
import static org.srv6pipes.service.config.ValueTypes.RATE;
import static org.srv6pipes.service.config.ValueTypes.SECRET;
import static org.srv6pipes.service.config.ValueTypes.STRING;
import static org.srv6pipes.service.config.ValueTypes.integer;
import static org.srv6pipes.service.config.ValueTypes.listOf;
import static org.srv6pipes.service.config.ValueTypes.nonEmptyListOf;
import static org.srv6pipes.service.config.ValueTypes.oneOf;
import static org.srv6pipes.service.config.ValueTypes.size;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A role that has a key of every kind. */
record Sample(
    List<Prefix> prefixes,
    int queue,
    Rules rules,
    boolean verbose,
    Rate newFlows,
    long buffer,
    Optional<Path> plugins,
    Optional<Secret> token,
    List<String> allowFrom,
    Timeouts timeouts,
    Optional<Metrics> metrics,
    List<Peer> peers,
    Map<String, Tunnel> tunnels,
    Map<String, Object> functions,
    Map<String, String> chains) {

  enum Rules {
    AUTO,
    MANUAL,
    DRY_RUN
  }

  record Prefix(String text) {
    static Prefix parse(String text) {
      if (!text.contains("::/")) {
        throw new IllegalArgumentException("it has no length; write fc00:1::/80");
      }
      return new Prefix(text);
    }
  }

  record Timeouts(Duration connect, Duration idle) {
    private static final Keys KEYS = new Keys();
    private static final Key<Duration> CONNECT =
        KEYS.key(
            "connect", DURATION, Duration.ofSeconds(3), "How long an onward connection may take.");
    private static final Key<Duration> IDLE =
        KEYS.key(
            "idle", DURATION, Duration.ofHours(1), "A flow without a byte for so long is ended.");
    static final Table<Timeouts> TABLE = KEYS.readAs(Timeouts::read);

    private static Timeouts read(Values values) {
      Timeouts timeouts = new Timeouts(values.get(CONNECT), values.get(IDLE));
      values.check(
          timeouts.connect.compareTo(timeouts.idle) < 0,
          CONNECT,
          "is not below timeouts.idle; lower it");
      return timeouts;
    }
  }

  record Metrics(int port) {
    private static final Keys KEYS = new Keys();
    private static final Key<Integer> PORT =
        KEYS.required("port", integer(1, 65535), "Where they are served.");
    static final Table<Metrics> TABLE = KEYS.readAs(values -> new Metrics(values.get(PORT)));
  }

  record Peer(String address, int weight) {
    private static final Keys KEYS = new Keys();
    private static final Key<String> ADDRESS = KEYS.required("address", STRING, "Where it is.");
    private static final Key<Integer> WEIGHT = KEYS.key("weight", integer(1, 100), 1, "Its share.");
    static final Table<Peer> TABLE =
        KEYS.readAs(values -> new Peer(values.get(ADDRESS), values.get(WEIGHT)));

    Peer {
      if (address.equals("::")) {
        throw new IllegalArgumentException("a peer cannot be everywhere; write its address");
      }
    }
  }

  record Tunnel(int number, boolean open) {
    private static final Keys KEYS = new Keys();
    private static final Key<Integer> NUMBER =
        KEYS.required("number", integer(1, 0xFFFF), "Its number.");
    private static final Key<Boolean> OPEN = KEYS.key("open", BOOLEAN, true, "Whether it is open.");
    static final Table<Tunnel> TABLE =
        KEYS.readAs(values -> new Tunnel(values.get(NUMBER), values.get(OPEN)));
  }

  private static final ValueType<Prefix> PREFIX =
      ValueType.text("IPv6 prefix", "fc00:1::/80", Prefix::parse, Prefix::text);

  private static final Keys KEYS = new Keys();
  private static final Key<List<Prefix>> PREFIXES =
      KEYS.required("prefixes", nonEmptyListOf(PREFIX), "What is served.");
  private static final Key<Integer> QUEUE =
      KEYS.key("queue", integer(0, 65535), 0, "The queue | its number.");
  private static final Key<Rules> RULES =
      KEYS.key("rules", oneOf(Rules.class), Rules.AUTO, "Who applies the rules.");
  private static final Key<Boolean> VERBOSE = KEYS.key("verbose", BOOLEAN, false, "Says more.");
  private static final Key<Rate> NEW_FLOWS =
      KEYS.key("new-flows", RATE, Rate.perSecond(1000), "At most so many.");
  private static final Key<Long> BUFFER =
      KEYS.key("buffer", size(1024, 1 << 20), 65536L, "For each direction.");
  private static final Key<Optional<Path>> PLUGINS =
      KEYS.optional("plugins", PATH, "A folder with jars.");
  private static final Key<Optional<Secret>> TOKEN =
      KEYS.optional("token", SECRET, "Who knows it may ask.");
  private static final Key<List<String>> ALLOW_FROM =
      KEYS.key("allow-from", listOf(STRING), List.of(), "Clients.");
  private static final Key<Timeouts> TIMEOUTS =
      KEYS.table("timeouts", Timeouts.TABLE, "How long things may take.");
  private static final Key<Optional<Metrics>> METRICS =
      KEYS.optionalTable("metrics", Metrics.TABLE, "Numbers.");
  private static final Key<List<Peer>> PEERS =
      KEYS.tables("peer", Peer.TABLE, "Another one of us.");
  private static final Key<Map<String, Tunnel>> TUNNELS =
      KEYS.namedTables("tunnels", Tunnel.TABLE, "A way through.");
  private static final Key<Map<String, Object>> FUNCTIONS =
      KEYS.freeTable("functions", "What the functions know.");
  private static final Key<Map<String, String>> CHAINS =
      KEYS.map("chains", STRING, "Chains under a name.");

  static final ConfigSchema<Sample> SCHEMA =
      new ConfigSchema<>(
          "sample",
          "A role that has a key of every kind.",
          KEYS.readAs(
              values ->
                  new Sample(
                      values.get(PREFIXES),
                      values.get(QUEUE),
                      values.get(RULES),
                      values.get(VERBOSE),
                      values.get(NEW_FLOWS),
                      values.get(BUFFER),
                      values.get(PLUGINS),
                      values.get(TOKEN),
                      values.get(ALLOW_FROM),
                      values.get(TIMEOUTS),
                      values.get(METRICS),
                      values.get(PEERS),
                      values.get(TUNNELS),
                      values.get(FUNCTIONS),
                      values.get(CHAINS))));
}

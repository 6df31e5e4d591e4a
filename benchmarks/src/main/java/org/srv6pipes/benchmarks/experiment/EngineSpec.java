package org.srv6pipes.benchmarks.experiment;

import static org.srv6pipes.service.config.ValueTypes.BOOLEAN;
import static org.srv6pipes.service.config.ValueTypes.PATH;
import static org.srv6pipes.service.config.ValueTypes.STRING;
import static org.srv6pipes.service.config.ValueTypes.integer;
import static org.srv6pipes.service.config.ValueTypes.listOf;
import static org.srv6pipes.service.config.ValueTypes.oneOf;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.srv6pipes.service.config.Key;
import org.srv6pipes.service.config.Keys;
import org.srv6pipes.service.config.Table;
import org.srv6pipes.service.config.ValueType;
import org.srv6pipes.service.config.Values;
import org.srv6pipes.wire.ChainText;

/**
 * Something to put between client and server.
 *
 * @param hops how many hosts of it in a row
 * @param segmentsBack for a router: the server's packets have segments as well
 * @param chain for ours: what each hop does to the bytes; nothing if empty
 * @param configuration for ours: further lines of its file
 * @param launcher for ours: another build of it
 * @param idle connections that are open through it all the time, and say nothing
 */
public record EngineSpec(
    Kind kind,
    int hops,
    boolean segmentsBack,
    Optional<ChainText> chain,
    List<String> configuration,
    Optional<Path> launcher,
    int idle) {

  /** What a hop is made of. */
  public enum Kind {
    /** The kernel forwards packets that have no segments. */
    FORWARD,
    /** The kernel's {@code End}: packets with the same segments as ours, passed on one by one. */
    ROUTER,
    /** HAProxy by TPROXY, with the client's address, splicing. */
    HAPROXY,
    /** The same by pipes as large as ours, and splicing always. */
    HAPROXY_LARGE_PIPES,
    /** The same for packets with the same segments as ours, which the kernel walks for it. */
    HAPROXY_SRH,
    /** nginx's stream module, which the client addresses itself. */
    NGINX_STREAM,
    /**
     * The least that any program needs for what HAProxy does: a few hundred lines of C, compiled by
     * {@code cc}.
     */
    BARE,
    /**
     * The same for what ours does: SYNs with segments, from a queue, held until the server answers.
     */
    BARE_QUEUE,
    /** {@code srv6pipes proxy}. */
    OURS
  }

  private static final int MOST_HOPS = 8;

  /** Each is two descriptors, of 20 000 that a process may have. */
  private static final int MOST_IDLE = 9000;

  private static final ValueType<ChainText> CHAIN_TEXT =
      ValueType.text("chain", "xor(0x55) | xor(0x55)", ChainText::parse, ChainText::toString);

  private static final Keys KEYS = new Keys();
  private static final Key<Kind> KIND =
      KEYS.required("kind", oneOf(Kind.class), "What each hop is made of.");
  private static final Key<Integer> HOPS =
      KEYS.key("hops", integer(1, MOST_HOPS), 1, "How many hosts of it in a row.");
  private static final Key<Boolean> SEGMENTS_BACK =
      KEYS.key(
          "segments-back",
          BOOLEAN,
          false,
          "For `router`: the server's packets visit the first host too, as those of several proxies"
              + " do.");
  private static final Key<Optional<ChainText>> CHAIN =
      KEYS.optional(
          "chain",
          CHAIN_TEXT,
          "For `ours`: one function for each hop. If not given, `identity` everywhere.");
  private static final Key<List<String>> CONFIGURATION =
      KEYS.key(
          "configuration",
          listOf(STRING),
          List.of(),
          "For `ours`: lines of its configuration besides `sid-prefixes`.");

  private static final Key<Optional<Path>> LAUNCHER =
      KEYS.optional(
          "launcher",
          PATH,
          "For `ours`: the launcher of another build, to compare this one with. If not given, the"
              + " one that runs the benchmark.");
  private static final Key<Integer> IDLE =
      KEYS.key(
          "idle",
          integer(0, MOST_IDLE),
          0,
          "Connections that are open through it all the time, and say nothing.");

  static final Table<EngineSpec> TABLE = KEYS.readAs(EngineSpec::read);

  /** One of ours that leaves all bytes as they are. */
  public static EngineSpec ours(List<String> configuration, int idle) {
    return new EngineSpec(
        Kind.OURS, 1, false, Optional.empty(), configuration, Optional.empty(), idle);
  }

  private static EngineSpec read(Values values) {
    int hops = values.get(HOPS);
    boolean ours = values.get(KIND) == Kind.OURS;
    Optional<ChainText> chain = values.get(CHAIN);
    values.check(
        chain.isEmpty() || (ours && chain.get().steps().size() == hops),
        CHAIN,
        "has one function for each hop of `ours`; mend it or hops");
    values.check(
        values.get(KIND) == Kind.ROUTER || !values.get(SEGMENTS_BACK),
        SEGMENTS_BACK,
        "only `router` is told; remove it");
    values.check(
        ours || values.get(CONFIGURATION).isEmpty(),
        CONFIGURATION,
        "only `ours` has one; remove it");
    values.check(
        ours || values.get(LAUNCHER).isEmpty(), LAUNCHER, "only `ours` has one; remove it");
    values
        .get(LAUNCHER)
        .ifPresent(
            it ->
                values.check(
                    Files.isRegularFile(it) && Files.isExecutable(it),
                    LAUNCHER,
                    it + " is no program that can be run; mend the path, or build it there"));
    values.check(
        hops == 1 || values.get(KIND) != Kind.NGINX_STREAM,
        HOPS,
        "a client that addresses nginx reaches one of it; remove it");
    values.check(
        hops == 1 || values.get(KIND) != Kind.HAPROXY_SRH,
        HOPS,
        "HAProxy passes no segments on; remove it");
    values.check(
        hops == 1 || (values.get(KIND) != Kind.BARE && values.get(KIND) != Kind.BARE_QUEUE),
        HOPS,
        "a bound is one of one host; remove it");
    return new EngineSpec(
        values.get(KIND),
        hops,
        values.get(SEGMENTS_BACK),
        chain,
        values.get(CONFIGURATION),
        values.get(LAUNCHER),
        values.get(IDLE));
  }
}

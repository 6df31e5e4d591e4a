package org.srv6pipes.service.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;

/**
 * What a role's configuration file may hold. A key is declared once, in one line; reading,
 * checking, printing and the reference page all come from that line. A role keeps its keys beside
 * the record that they fill:
 *
 * {@snippet :
 * record Timeouts(Duration connect, Duration idle) {
 *
 *   private static final Keys KEYS = new Keys();
 *   private static final Key<Duration> CONNECT =
 *       KEYS.key("connect", DURATION, Duration.ofSeconds(3), "How long an onward connection may take.");
 *   private static final Key<Duration> IDLE =
 *       KEYS.key("idle", DURATION, Duration.ofHours(1), "A flow without a byte for so long is ended.");
 *
 *   static final Table<Timeouts> TABLE = KEYS.readAs(Timeouts::read);
 *
 *   private static Timeouts read(Values values) {
 *     Timeouts timeouts = new Timeouts(values.get(CONNECT), values.get(IDLE));
 *     values.check(timeouts.connect.compareTo(timeouts.idle) < 0, CONNECT, "is not below timeouts.idle; lower it");
 *     return timeouts;
 *   }
 * }
 *
 * record ProxyConfig(List<Ipv6Prefix> sidPrefixes, int queue, Optional<Path> plugins, Timeouts timeouts,
 *     Map<String, Object> functions) {
 *
 *   private static final ValueType<Ipv6Prefix> PREFIX =
 *       ValueType.text("IPv6 prefix", "fc00:1::/80", Ipv6Prefix::parse, Ipv6Prefix::toString);
 *
 *   private static final Keys KEYS = new Keys();
 *   private static final Key<List<Ipv6Prefix>> SID_PREFIXES =
 *       KEYS.required("sid-prefixes", nonEmptyListOf(PREFIX), "The prefixes whose SIDs this proxy serves.");
 *   private static final Key<Integer> QUEUE =
 *       KEYS.key("queue", integer(0, 65535), 0, "The NFQUEUE that hands over the SYNs.");
 *   private static final Key<Optional<Path>> PLUGINS = KEYS.optional("plugins", PATH, "A folder with function jars.");
 *   private static final Key<Timeouts> TIMEOUTS = KEYS.table("timeouts", Timeouts.TABLE, "How long things may take.");
 *   private static final Key<Map<String, Object>> FUNCTIONS =
 *       KEYS.freeTable("functions", "The functions' own settings.");
 *
 *   static final ConfigSchema<ProxyConfig> SCHEMA =
 *       new ConfigSchema<>("proxy", "The middlebox.", KEYS.readAs(values -> new ProxyConfig(
 *           values.get(SID_PREFIXES), values.get(QUEUE), values.get(PLUGINS), values.get(TIMEOUTS), values.get(FUNCTIONS))));
 * }
 *
 * ProxyConfig config = ProxyConfig.SCHEMA.load(Path.of("proxy.toml")).value();
 * }
 *
 * @param <T> the role's record
 */
public final class ConfigSchema<T> {

  /** Some editors begin a text with it. */
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final String role;
  private final String documentation;
  private final Table<T> root;

  /**
   * @param role its name on the command line
   * @param documentation a sentence or two in Markdown for the head of the role's reference
   */
  public ConfigSchema(String role, String documentation, Table<T> root) {
    this.role = role;
    this.documentation = documentation;
    this.root = root;
  }

  public String role() {
    return role;
  }

  /** Reads a file, all of it. */
  public Config<T> load(Path file) throws ConfigException {
    try {
      String text = Files.readString(file);
      return parse(file, text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
    } catch (IOException unreadable) {
      throw new ConfigException(file, unreadable);
    }
  }

  /**
   * Reads the text of a file.
   *
   * @param file what messages call it, and what its relative paths are relative to
   */
  public Config<T> parse(Path file, String text) throws ConfigException {
    TomlParseResult toml = Toml.parse(text);
    Reading reading = new Reading(file, root);
    Optional<T> value = root.read(Place.root(reading, toml));
    List<Problem> problems =
        toml.hasErrors() ? SyntaxProblems.of(text, toml.errors(), reading) : reading.problems();
    if (!problems.isEmpty()) {
      throw new ConfigException(problems.stream().sorted(Problem.BY_LINE).toList());
    }
    return new Config<>(reading, value.orElseThrow());
  }

  /** The reference of all keys, in Markdown. */
  public String reference() {
    return listed(new Reference());
  }

  /** A file that explains itself, with all keys commented out. */
  public String example() {
    return listed(new ExampleFile());
  }

  private String listed(Listing listing) {
    listing.role(role, documentation);
    root.describe(listing, "");
    return listing.toString();
  }
}

package org.srv6pipes.service.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigSchemaTest {

  private static final String SMALLEST = "prefixes = [\"fc00:1::/80\"]\n";

  private static final String LARGEST =
      """
      # Everything at once.
      prefixes = ["fc00:1::/80", "fc00:2::/80"]
      queue = 0x10
      rules = "dry-run"
      verbose = true
      new-flows = "60/m"
      buffer = "128KiB"
      plugins = "jars/../functions"
      token = "do not tell"
      allow-from = ["fc00:a::/64"]

      [timeouts]
      connect = "200ms"
      idle = "2d"

      [metrics]
      port = 9090

      [[peer]]
      address = "fc00:b::1"

      [[peer]]
      address = "fc00:b::2"
      weight = 3

      [tunnels."two words"]
      number = 0x31

      [functions.encrypt]
      key = "not for you"
      rounds = 3

      [functions.exec.commands.1]
      command = ["tr", "a-z", "A-Z"]
      environment = { PATH = "/bin", home = "/" }

      [chains]
      quick = "lz4-compress | lz4-decompress"
      """;

  private static final Map<String, Object> COMMAND =
      Map.of(
          "command",
          List.of("tr", "a-z", "A-Z"),
          "environment",
          Map.of("PATH", "/bin", "home", "/"));

  /** Hides nothing and adds nothing. */
  private static final FreeTableView OPEN = view(Map.of(), key -> false);

  /** Knows one function, its secret and two defaults. */
  private static final FreeTableView KNOWN =
      view(
          Map.of("encrypt", Map.of("rounds", 10L, "mode", "fast"), "meter", Map.of("unit", 8L)),
          "functions.encrypt.key"::equals);

  private static FreeTableView view(
      Map<String, Map<String, Object>> standard, Predicate<String> secret) {
    return new FreeTableView() {
      @Override
      public Map<String, Object> completed(Map<String, Object> given) {
        Map<String, Object> whole = new TreeMap<>(given);
        standard.forEach(
            (name, values) -> {
              Map<Object, Object> function = new TreeMap<>(values);
              function.putAll((Map<?, ?>) given.getOrDefault(name, Map.of()));
              whole.put(name, function);
            });
        return whole;
      }

      @Override
      public boolean isSecret(String key) {
        return secret.test(key);
      }
    };
  }

  @TempDir private Path folder;

  private Sample read(String text) throws ConfigException {
    return Sample.SCHEMA.parse(folder.resolve("sample.toml"), text).value();
  }

  @Test
  void shouldFillTheRecordWithDefaultsWhenTheFileSaysOnlyWhatItMust() throws ConfigException {
    Sample sample = read(SMALLEST);

    assertThat(sample.prefixes()).containsExactly(new Sample.Prefix("fc00:1::/80"));
    assertThat(sample.queue()).isZero();
    assertThat(sample.rules()).isEqualTo(Sample.Rules.AUTO);
    assertThat(sample.plugins()).isEmpty();
    assertThat(sample.timeouts())
        .isEqualTo(new Sample.Timeouts(Duration.ofSeconds(3), Duration.ofHours(1)));
    assertThat(sample.metrics()).isEmpty();
    assertThat(sample.peers()).isEmpty();
    assertThat(sample.functions()).isEmpty();
    assertThat(sample.chains()).isEmpty();
  }

  @Test
  void shouldReadAValueOfEveryKind() throws ConfigException {
    Sample sample = read(LARGEST);

    assertThat(sample.prefixes()).hasSize(2);
    assertThat(sample.queue()).isEqualTo(16);
    assertThat(sample.rules()).isEqualTo(Sample.Rules.DRY_RUN);
    assertThat(sample.verbose()).isTrue();
    assertThat(sample.newFlows().perSecond()).isEqualTo(1.0);
    assertThat(sample.buffer()).isEqualTo(128 * 1024);
    assertThat(sample.plugins()).contains(folder.resolve("functions"));
    assertThat(sample.token().map(Secret::reveal)).contains("do not tell");
    assertThat(sample.allowFrom()).containsExactly("fc00:a::/64");
    assertThat(sample.timeouts())
        .isEqualTo(new Sample.Timeouts(Duration.ofMillis(200), Duration.ofDays(2)));
    assertThat(sample.metrics()).contains(new Sample.Metrics(9090));
    assertThat(sample.peers())
        .containsExactly(new Sample.Peer("fc00:b::1", 1), new Sample.Peer("fc00:b::2", 3));
    assertThat(sample.tunnels())
        .containsExactly(Map.entry("two words", new Sample.Tunnel(0x31, true)));
    assertThat(sample.functions())
        .containsEntry("encrypt", Map.of("key", "not for you", "rounds", 3L))
        .containsEntry("exec", Map.of("commands", Map.of("1", COMMAND)));
    assertThat(sample.chains()).containsEntry("quick", "lz4-compress | lz4-decompress");
  }

  @Test
  void shouldPrintWhatIsInForceSoThatReadingItGivesTheSameAgain() throws ConfigException {
    Config<Sample> config =
        Sample.SCHEMA.parse(folder.resolve("sample.toml"), LARGEST.replace("idle = \"2d\"\n", ""));

    assertThat(config.effective(OPEN))
        .contains(
            "idle = \"1h\"  # default",
            "connect = \"200ms\"\n",
            "[tunnels.\"two words\"]",
            "token = \"***\"")
        .doesNotContain("do not tell");
    Sample again = read(config.effective(OPEN).replace("***", "do not tell"));
    assertThat(again).isEqualTo(config.value());
  }

  @Test
  void shouldMaskAFreeTableUnlessTheRoleSaysWhatIsSecretInIt() throws ConfigException {
    Config<Sample> config = Sample.SCHEMA.parse(folder.resolve("sample.toml"), LARGEST);

    assertThat(config.effective())
        .contains("key = \"***\"", "rounds = \"***\"")
        .doesNotContain("not for you", "/bin");
    assertThat(config.effective(KNOWN))
        .contains(
            "[functions.encrypt]\nkey = \"***\"\nmode = \"fast\"  # default\nrounds = 3\n",
            "[functions.meter]\nunit = 8  # default\n",
            "[functions.exec.commands.1]\ncommand = [\"tr\", \"a-z\", \"A-Z\"]\n")
        .doesNotContain("not for you", "[functions]\n");
  }

  @Test
  void shouldPrintKeysThatAreNotSetAsComments() throws ConfigException {
    assertThat(Sample.SCHEMA.parse(folder.resolve("sample.toml"), SMALLEST).effective())
        .contains("# plugins is not set\n")
        .doesNotContain("[metrics]");
  }

  @Test
  void shouldNotShowASecretInTheRecordItself() throws ConfigException {
    assertThat(read(LARGEST).toString()).contains("***").doesNotContain("do not tell");
  }

  @Test
  void shouldReadAFileAndSayWhenThereIsNone() throws Exception {
    Path file = Files.writeString(folder.resolve("here.toml"), SMALLEST);

    assertThat(Sample.SCHEMA.load(file).value().prefixes()).hasSize(1);
    assertThatThrownBy(() -> Sample.SCHEMA.load(folder.resolve("absent.toml")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(folder.resolve("absent.toml") + ": cannot be read: there is no such file");
  }

  @Test
  void shouldReadAFileThatBeginsWithAByteOrderMark() throws Exception {
    Path file = Files.writeString(folder.resolve("marked.toml"), "\uFEFF" + SMALLEST);

    assertThat(Sample.SCHEMA.load(file).value().prefixes()).hasSize(1);
  }

  @Test
  void shouldSayInWordsWhyAFileIsNoConfiguration() throws Exception {
    Path binary = Files.write(folder.resolve("binary.toml"), new byte[] {(byte) 0xFF, 0});
    Path zeros = Files.write(folder.resolve("zeros.toml"), new byte[1_000]);

    assertThatThrownBy(() -> Sample.SCHEMA.load(binary))
        .hasMessage(binary + ": cannot be read: it is not text in UTF-8");
    assertThatThrownBy(() -> Sample.SCHEMA.load(folder))
        .hasMessage(folder + ": cannot be read: Is a directory");
    assertThatThrownBy(() -> Sample.SCHEMA.load(zeros))
        .hasMessageStartingWith(zeros + ":1: (no key): is not TOML at column 1");
  }

  @Test
  void shouldPlaceAProblemThatTheRoleFindsAtTheLineOfItsKey() throws ConfigException {
    Config<Sample> config = Sample.SCHEMA.parse(Path.of("s.toml"), LARGEST);

    assertThat(config.problem("functions.encrypt.key", "is odd"))
        .hasToString("s.toml:30: functions.encrypt.key: is odd");
    assertThat(config.problem("functions.exec.commands.1.command", "is odd").line()).isEqualTo(34);
    assertThat(config.problem("functions.encrypt.mode", "is missing").line()).isEqualTo(29);
    assertThat(config.problem("peer[2].address", "is down").line()).isEqualTo(23);
    assertThat(config.problem("unheard-of", "is not there").line()).isEqualTo(1);
  }

  @Test
  void shouldRefuseAKeyDeclaredTwice() {
    Keys keys = new Keys();
    Key<Integer> queue = keys.key("queue", ValueTypes.integer(0, 1), 0, "A queue.");

    assertThat(queue.name()).isEqualTo("queue");
    assertThatThrownBy(() -> keys.required("queue", ValueTypes.STRING, "Another."))
        .hasMessage("the key queue is declared twice");
  }

  @Test
  void shouldRefuseToReadAKeyOfAnotherTable() {
    Key<Integer> stray = new Keys().key("stray", ValueTypes.integer(0, 1), 0, "Elsewhere.");
    ConfigSchema<Integer> schema =
        new ConfigSchema<>("odd", "", new Keys().readAs(values -> values.get(stray)));

    assertThatThrownBy(() -> schema.parse(Path.of("odd.toml"), ""))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("stray was not declared for this table");
  }

  @Test
  void shouldDescribeEveryKeyWithTypeDefaultAndMeaning() {
    assertThat(Sample.SCHEMA.reference())
        .contains(
            "## sample\n",
            "| `prefixes` | list of IPv6 prefix | required | What is served. |",
            "| `queue` | whole number from 0 to 65535 | `0` | The queue \\| its number. |",
            "| `rules` | choice of `auto`, `manual`, `dry-run` | `\"auto\"` | Who applies the"
                + " rules. |",
            "| `buffer` | size (B, KiB, MiB, GiB) from 1KiB to 1MiB | `\"64KiB\"` | For each"
                + " direction. |",
            "| `plugins` | path | not set | A folder with jars. |",
            "### `[timeouts]`\n",
            "| `idle` | duration (us, ms, s, m, h, d) | `\"1h\"` | A flow without a byte for so"
                + " long is ended. |",
            "### `[[peer]]`\n",
            "### `[tunnels.NAME]`\n",
            "### `[functions]`\n\nWhat the functions know.\n",
            "### `[chains]`\n");
  }

  @Test
  void shouldMakeAFileThatExplainsItself() {
    assertThat(Sample.SCHEMA.example())
        .startsWith("# A role that has a key of every kind.\n#\n# Every key stands here")
        .contains(
            """

            # What is served.
            # list of IPv6 prefix, required
            #prefixes = ["fc00:1::/80"]

            # The queue | its number.
            # whole number from 0 to 65535
            #queue = 0
            """,
            """
            # A folder with jars.
            # path, not set
            #plugins = \"\
            """,
            "\n\n[timeouts]\n# How long things may take.\n\n",
            "\n#[metrics]\n",
            "\n#[[peer]]\n",
            "\n#[tunnels.NAME]\n",
            "\n[functions]\n# What the functions know.\n");
  }

  @Test
  void shouldMeanTheSameWithEveryKeyThatIsUncommented() throws Exception {
    String example = Sample.SCHEMA.example();
    String everything = example.replaceAll("(?m)^#(?=[\\w\\[])", "");
    String required = example.replace("#prefixes", "prefixes");
    Path file = Path.of("sample.toml");

    Sample all = Sample.SCHEMA.parse(file, everything).value();
    Sample asShipped = Sample.SCHEMA.parse(file, required).value();

    assertThat(all.timeouts()).isEqualTo(asShipped.timeouts());
    assertThat(all.queue()).isEqualTo(asShipped.queue());
    assertThat(all.buffer()).isEqualTo(asShipped.buffer());
    assertThat(all.peers()).hasSize(1);
    assertThat(asShipped.peers()).isEmpty();
  }

  @Test
  void shouldKeepTheOptionalSecretAsAValueThatEqualsItself() {
    assertThat(List.of(new Secret("a")))
        .isEqualTo(List.of(new Secret("a")))
        .isNotEqualTo(List.of(new Secret("b")));
    assertThat(Optional.of(new Secret("a"))).hasToString("Optional[***]");
  }
}

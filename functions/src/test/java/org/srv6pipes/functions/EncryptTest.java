package org.srv6pipes.functions;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.srv6pipes.function.Direction;
import org.srv6pipes.function.FunctionFactory;
import org.srv6pipes.function.FunctionPlan;
import org.srv6pipes.function.FunctionProvider;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.function.Problems;
import org.srv6pipes.function.testkit.FunctionConformance;
import org.srv6pipes.function.testkit.Samples;
import org.srv6pipes.function.testkit.TestFlow;
import org.srv6pipes.function.testkit.TestHost;

class EncryptTest {

  private static final Path FORMAT =
      Path.of(System.getProperty("srv6pipes.root"), "docs", "encryption-format.md");

  @TempDir private Path folder;

  @Nested
  class WithAesGcm extends Conformance {
    WithAesGcm() {
      super(1, Suite.AES_256_GCM);
    }
  }

  @Nested
  class WithChaCha20 extends Conformance {
    WithChaCha20() {
      super(1, Suite.CHACHA20_POLY1305);
    }
  }

  @Nested
  class WithAesGcmSiv extends Conformance {
    WithAesGcmSiv() {
      super(1, Suite.AES_256_GCM_SIV);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldWriteWhatTheFormatsTestVectorsSay(Suite suite) throws Exception {
    KeyFile keys = Keys.read(Keys.file(folder));
    FunctionPlan plan =
        flow ->
            EncryptProvider.encryption(
                keys, 1, suite, Keys.counting(32), flow, new RecordBuffers());
    String expected =
        Files.readString(FORMAT)
            .lines()
            .filter(line -> line.startsWith("suite " + suite.code() + ": "))
            .findFirst()
            .map(line -> line.substring("suite n: ".length()))
            .orElse("no vector for it in " + FORMAT);

    try (TestHost host = new TestHost(plan)) {
      byte[] stream = host.write("I love dogs!").end().output();

      assertThat(HexFormat.of().formatHex(stream)).isEqualTo(expected);
    }
  }

  /** The second vector of RFC 8452, appendix C.2, that has both text and associated data. */
  @Test
  void shouldBeJudgedByAnImplementationThatKnowsTheStandard() throws Exception {
    byte[] key = HexFormat.of().parseHex("0100000000000000" + "0".repeat(48));
    byte[] nonce = HexFormat.of().parseHex("030000000000000000000000");
    byte[] sealed = HexFormat.of().parseHex("1de22967237a813291213f267e3b452f02d01ae33e4ec854");

    assertThat(ReferenceDecryption.GcmSiv.open(key, nonce, new byte[] {1}, sealed))
        .isEqualTo(HexFormat.of().parseHex("0200000000000000"));
  }

  @Test
  void shouldNeverWriteTheSameTwice() throws Exception {
    FunctionPlan plan = plan(0);
    try (TestHost one = new TestHost(plan);
        TestHost two = new TestHost(plan)) {
      byte[] first = one.write("I love dogs!").output();
      byte[] second = two.write("I love dogs!").output();

      assertThat(first).hasSameSizeAs(second);
      assertThat(Keys.hex(first).substring(2 * EncryptedFormat.HEADER))
          .isNotEqualTo(Keys.hex(second).substring(2 * EncryptedFormat.HEADER));
    }
  }

  @Test
  void shouldTakeTheLastKeyOfTheFileUnlessToldOtherwise() throws Exception {
    try (TestHost host = new TestHost(plan(0))) {
      byte[] stream = host.write("I love dogs!").end().output();

      assertThat(EncryptedFormat.keyNumber(stream)).isEqualTo(2);
      assertThat(new ReferenceDecryption(Keys.SECOND, 0).decrypt(stream))
          .isEqualTo("I love dogs!".getBytes(US_ASCII));
    }
  }

  @Test
  void shouldUseOtherKeysForTheOtherDirection() throws Exception {
    TestFlow back = new TestFlow(Parameters.DEFAULTS, Direction.RETURN);
    try (TestHost host = new TestHost(plan(1), back)) {
      byte[] stream = host.write("I love dogs!").end().output();

      assertThat(new ReferenceDecryption(Keys.FIRST, 1).decrypt(stream)).hasSize(12);
    }
  }

  @Test
  void shouldChangeTheKeyAfterSoManyRecords() throws Exception {
    try (TestHost host = new TestHost(plan(1))) {
      byte[] one = {7};
      for (int i = 0; i < EncryptedFormat.RECORDS_PER_KEY + 3; i++) {
        host.write(one);
      }
      byte[] stream = host.end().output();

      assertThat(new ReferenceDecryption(Keys.FIRST, 0).decrypt(stream))
          .hasSize(EncryptedFormat.RECORDS_PER_KEY + 3)
          .containsOnly(7);
    }
  }

  @Test
  void shouldRefuseAKeyThatTheFileDoesNotHave() throws Exception {
    Problems problems = new Problems();

    factory().plan(new Parameters(3), problems);

    assertThat(problems.toString()).isEqualTo("key: there is no key 3; the key file has [1, 2]");
  }

  @Test
  void shouldSayWhatIsMissingWhenThereIsNoKeyFile() {
    Problems problems = new Problems();

    Plans.factory(new EncryptProvider()).plan(Parameters.DEFAULTS, problems);

    assertThat(problems.toString())
        .isEqualTo("key: there are no keys; set \"key-file\" in the configuration");
  }

  private FunctionFactory factory() throws IOException {
    Map<String, ?> configuration = Map.of("key-file", Keys.file(folder).toString());
    return Plans.factory(new EncryptProvider(), configuration);
  }

  private FunctionPlan plan(int bits) throws IOException {
    return factory().plan(new Parameters(bits), new Problems());
  }

  abstract static class Conformance extends FunctionConformance {

    private final Parameters parameters;
    @TempDir private Path folder;
    private Map<String, ?> configuration;

    Conformance(int key, Suite suite) {
      parameters = new Parameters(suite.code() << 16 | key);
    }

    @BeforeEach
    void writeKeys() throws IOException {
      configuration = Map.of("key-file", Keys.file(folder).toString());
    }

    @Override
    protected FunctionProvider provider() {
      return new EncryptProvider();
    }

    @Override
    protected Parameters parameters() {
      return parameters;
    }

    @Override
    protected Map<String, ?> configuration() {
      return configuration;
    }

    @Override
    protected Map<String, ?> inverseConfiguration() {
      return configuration;
    }

    /** Fewer, since the judge is not quick. */
    @Override
    protected List<byte[]> samples() {
      return List.of(new byte[0], Samples.text(40), Samples.noise(40_000, 3));
    }

    @Override
    protected void judge(byte[] input, byte[] output) throws Exception {
      assertThat(new ReferenceDecryption(Keys.FIRST, 0).decrypt(output)).isEqualTo(input);
    }
  }
}

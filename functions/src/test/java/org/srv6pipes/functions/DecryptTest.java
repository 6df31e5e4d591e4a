package org.srv6pipes.functions;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.srv6pipes.function.Direction;
import org.srv6pipes.function.FunctionException;
import org.srv6pipes.function.FunctionProvider;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.function.Problems;
import org.srv6pipes.function.testkit.FunctionConformance;
import org.srv6pipes.function.testkit.Samples;
import org.srv6pipes.function.testkit.TestFlow;
import org.srv6pipes.function.testkit.TestHost;

class DecryptTest extends FunctionConformance {

  private static final int RECORD = 2 + 5 + 16;

  @TempDir private Path folder;
  private Map<String, ?> configuration;
  private byte[] stream;

  @BeforeEach
  void encryptSomething() throws Exception {
    configuration = Map.of("key-file", Keys.file(folder).toString());
    stream = encrypt(1, "aaaaa", "bbbbb", "ccccc");
  }

  @Override
  protected FunctionProvider provider() {
    return new DecryptProvider();
  }

  @Override
  protected Map<String, ?> configuration() {
    return configuration;
  }

  @Override
  protected Map<String, ?> inverseConfiguration() {
    return configuration;
  }

  @Override
  protected List<byte[]> samples() {
    try {
      String large = new String(Samples.text(100_000), US_ASCII);
      return List.of(stream, encrypt(1 << 16 | 2, "x"), encrypt(2, large));
    } catch (FunctionException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  protected void judge(byte[] input, byte[] output) throws Exception {
    byte[] key = EncryptedFormat.keyNumber(input) == 1 ? Keys.FIRST : Keys.SECOND;
    assertThat(output).isEqualTo(new ReferenceDecryption(key, 0).decrypt(input));
  }

  @Override
  protected boolean decodes() {
    return true;
  }

  @Override
  protected List<byte[]> malformed() {
    List<byte[]> all = new ArrayList<>();
    for (int i = 0; i < stream.length; i++) {
      byte[] altered = stream.clone();
      altered[i] ^= 1;
      all.add(altered);
    }
    all.add(Arrays.copyOf(stream, stream.length + 1));
    all.add(rearranged(0, 0, 1, 2, 3));
    all.add(rearranged(1, 0, 2, 3));
    all.add(rearranged(0, 2, 3));
    all.add(rearranged(0, 1, 3));
    all.add(rearranged(3));
    return all;
  }

  @Test
  void shouldDeliverNoByteOfARecordThatWasAltered() throws Exception {
    byte[] altered = stream.clone();
    altered[EncryptedFormat.HEADER + RECORD + 4] ^= 1;

    try (TestHost host = new TestHost(plan())) {
      assertThatThrownBy(() -> host.write(altered))
          .isInstanceOf(FunctionException.class)
          .hasMessageContaining("record 1 is not what was sealed");
      assertThat(host.text()).isEqualTo("aaaaa");
    }
  }

  /** Nobody seals one; it would let a sender keep a receiver busy with nothing. */
  @Test
  void shouldRefuseAnEmptyRecordThatIsNotTheLastThoughItIsSealed() throws Exception {
    byte[] header = Arrays.copyOf(stream, EncryptedFormat.HEADER);
    EncryptedFormat.Sequence sender =
        new EncryptedFormat.Sequence(
            new SecretKeySpec(Keys.FIRST, "HKDF"),
            Direction.FORWARD,
            header,
            Suite.of(EncryptedFormat.suiteCode(header)).orElseThrow().seal(true));
    byte[] sealed = new byte[EncryptedFormat.MAX_SEALED];
    int length = sender.next(new byte[EncryptedFormat.RECORD_HEADER], new byte[0], 0, sealed);

    try (TestHost host = new TestHost(plan())) {
      assertThatThrownBy(
              () ->
                  host.write(header)
                      .write(new byte[EncryptedFormat.RECORD_HEADER])
                      .write(Arrays.copyOf(sealed, length)))
          .isInstanceOf(FunctionException.class)
          .hasMessage("record 0 has a length that is never sent");
    }
  }

  @Test
  void shouldRefuseAStreamOfTheOtherDirection() throws Exception {
    TestFlow back = new TestFlow(Parameters.DEFAULTS, Direction.RETURN);
    try (TestHost host = new TestHost(plan(), back)) {
      assertThatThrownBy(() -> host.write(stream)).isInstanceOf(FunctionException.class);
    }
  }

  @Test
  void shouldRefuseOtherKeysThanTheOneThatTheParametersName() throws Exception {
    var factory = Plans.factory(new DecryptProvider(), configuration);
    try (TestHost host = new TestHost(factory.plan(new Parameters(2), new Problems()))) {
      assertThatThrownBy(() -> host.write(stream))
          .isInstanceOf(FunctionException.class)
          .hasMessageContaining("key 1");
    }
  }

  @Test
  void shouldGoOnWithTheKeysItBeganWithWhenTheFileChanges() throws Exception {
    try (TestHost host = new TestHost(plan())) {
      host.write(Arrays.copyOf(stream, 50));
      Path empty = Keys.file(folder, "9 = " + Keys.hex(Keys.SECOND));
      Plans.factory(new DecryptProvider(), Map.of("key-file", empty.toString())).close();
      host.write(Arrays.copyOfRange(stream, 50, stream.length)).end();
      assertThat(host.text()).isEqualTo("aaaaabbbbbccccc");
    }
  }

  /** The stream of setUp with its records, the last one being number 3, in another order. */
  private byte[] rearranged(int... records) {
    ByteArrayOutputStream other = new ByteArrayOutputStream();
    other.write(stream, 0, EncryptedFormat.HEADER);
    for (int record : records) {
      int from = EncryptedFormat.HEADER + record * RECORD;
      other.write(stream, from, Math.min(RECORD, stream.length - from));
    }
    return other.toByteArray();
  }

  private byte[] encrypt(int bits, String... records) throws FunctionException {
    var factory = Plans.factory(new EncryptProvider(), configuration);
    try (TestHost host = new TestHost(factory.plan(new Parameters(bits), new Problems()))) {
      for (String record : records) {
        host.write(record);
      }
      return host.end().output();
    }
  }
}

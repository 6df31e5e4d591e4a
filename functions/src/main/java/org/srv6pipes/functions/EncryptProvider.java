package org.srv6pipes.functions;

import java.security.SecureRandom;
import org.srv6pipes.function.ConfigSection;
import org.srv6pipes.function.FlowContext;
import org.srv6pipes.function.FunctionDescriptor;
import org.srv6pipes.function.FunctionFactory;
import org.srv6pipes.function.FunctionPlan;
import org.srv6pipes.function.Inverse;
import org.srv6pipes.function.ParameterField;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.function.Problems;
import org.srv6pipes.function.Traits;

/** {@code encrypt}: authenticated encryption with a fresh key for each connection and direction. */
public final class EncryptProvider extends BuiltIn {

  static final ParameterField KEY =
      ParameterField.number("key", 0, 16)
          .doc("The number of a key in the key file; 0 is the current one.");
  private static final ParameterField SUITE =
      ParameterField.choice("suite", 16, 4, Suite.names())
          .doc("The algorithm; the last one forgives a repeated nonce, and is slow.");

  private static final FunctionDescriptor DESCRIPTOR =
      FunctionDescriptor.of(
              "encrypt",
              0x0020,
              "Encrypts and authenticates the stream, from its first byte to its end.")
          .parameters(KEY, SUITE)
          .settings(KeyFile.PATH)
          .inverse(
              new Inverse(
                  "decrypt", parameters -> KEY.with(KEY.of(parameters), Parameters.DEFAULTS)))
          .failingClosed();

  /** For the service loader. */
  public EncryptProvider() {
    super(DESCRIPTOR);
  }

  @Override
  public FunctionFactory configure(ConfigSection section, Problems problems) {
    KeyFile keys = KeyFile.read(section, problems);
    RecordBuffers buffers = new RecordBuffers();
    return (parameters, unsuitable) -> {
      int number = (int) KEY.of(parameters);
      Suite suite = Suite.of(SUITE.of(parameters)).orElseThrow();
      return keys.check(number, KEY.name(), unsuitable)
          ? plan(keys, keys.resolve(number), suite, buffers)
          : FunctionPlan.refused();
    };
  }

  private static FunctionPlan plan(KeyFile keys, int number, Suite suite, RecordBuffers buffers) {
    SecureRandom random = new SecureRandom();
    Traits traits =
        Traits.DEFAULT
            .work(suite.work())
            .outputRoom(Encrypt.OUTPUT_ROOM)
            .memoryPerFlow(Encrypt.memory(suite));
    return FunctionPlan.of(
        traits,
        flow -> {
          byte[] salt = new byte[EncryptedFormat.SALT];
          random.nextBytes(salt);
          return encryption(keys, number, suite, salt, flow, buffers);
        });
  }

  /** An encryption whose salt is known, so that its output can be foretold. */
  static Encrypt encryption(
      KeyFile keys, int number, Suite suite, byte[] salt, FlowContext flow, RecordBuffers buffers) {
    byte[] header = EncryptedFormat.header(suite, number, salt);
    EncryptedFormat.Sequence sequence =
        new EncryptedFormat.Sequence(
            keys.key(number).orElseThrow(), flow.direction(), header, suite.seal(true));
    return new Encrypt(header, sequence, buffers);
  }
}

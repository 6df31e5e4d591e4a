package org.srv6pipes.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.srv6pipes.function.Argument;

/**
 * Keys for a chain that itself decrypts what it encrypts, so that it can be tried without a key
 * file. Nobody else ever learns them, so a chain that only encrypts does not get any.
 */
public final class PassingKeys {

  private static final String ENCRYPT = "encrypt";
  private static final String DECRYPT = "decrypt";
  private static final String KEY = "key";
  private static final String KEY_FILE = "key-file";
  private static final int KEY_BYTES = 32;

  private PassingKeys() {}

  /** Whether the chain encrypts or decrypts, and was given no keys. */
  public static boolean areMissing(WrittenChain chain) {
    return lacksKeys(chain, ENCRYPT) || lacksKeys(chain, DECRYPT);
  }

  /** Whether the chain both encrypts and decrypts, and was given no keys. */
  public static boolean suit(WrittenChain chain) {
    return lacksKeys(chain, ENCRYPT) && lacksKeys(chain, DECRYPT);
  }

  private static boolean lacksKeys(WrittenChain chain, String function) {
    return chain.steps().stream().anyMatch(step -> step.function().name().equals(function))
        && !chain.settings().getOrDefault(function, Map.of()).containsKey(KEY_FILE);
  }

  /** The chain with a new file of random keys, one for each number in it. */
  public static WrittenChain give(WrittenChain chain, Path file) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    SecureRandom random = new SecureRandom();
    List<String> lines = new ArrayList<>();
    for (String number : numbers(chain)) {
      byte[] key = new byte[KEY_BYTES];
      random.nextBytes(key);
      lines.add(number + " = " + HexFormat.of().formatHex(key));
    }
    Files.write(file, lines);
    return useFile(chain, file);
  }

  /** The chain with the keys in a file. */
  public static WrittenChain useFile(WrittenChain chain, Path file) {
    String path = file.toAbsolutePath().toString();
    return chain.with(ENCRYPT, KEY_FILE, path).with(DECRYPT, KEY_FILE, path);
  }

  /** Without a number it is the current key, whatever its number. */
  private static Set<String> numbers(WrittenChain chain) {
    Set<String> numbers = new TreeSet<>();
    for (WrittenChain.Step step : chain.steps()) {
      if (step.function().name().equals(ENCRYPT) || step.function().name().equals(DECRYPT)) {
        step.function().parameters().decode(step.parameters()).stream()
            .filter(argument -> argument.name().equals(KEY))
            .map(Argument::value)
            .forEach(numbers::add);
      }
    }
    if (numbers.isEmpty()) {
      numbers.add("1");
    }
    return numbers;
  }
}

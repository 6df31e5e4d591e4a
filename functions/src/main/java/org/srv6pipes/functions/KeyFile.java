package org.srv6pipes.functions;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.srv6pipes.function.ConfigSection;
import org.srv6pipes.function.Problems;
import org.srv6pipes.function.Setting;

/**
 * Keys by their numbers, read from a file of lines {@code NUMBER = 64 hexadecimal digits}. The one
 * in the last line is current; the others are there for streams that began, or are sent, before the
 * change.
 */
final class KeyFile {

  static final Setting<Optional<Path>> PATH =
      Setting.path(
          "key-file",
          "The keys: lines of a number, an equals sign and 64 hexadecimal digits; the last line is"
              + " the current key. Nobody but the owner may read the file.");

  private static final Pattern LINE =
      Pattern.compile("\\s*(?<number>[0-9]{1,5})\\s*=\\s*(?<key>[0-9a-fA-F]{64})\\s*");
  private static final String KEY_LINE =
      "write NUMBER = 64 hexadecimal digits, as from openssl rand -hex 32";

  private static final Pattern COMMENT = Pattern.compile("\\s*(#.*)?");
  private static final Set<PosixFilePermission> OWNERS =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final SortedMap<Integer, SecretKey> keys = new TreeMap<>();
  private int current;

  private KeyFile() {}

  /** Reads the file that the section names; without one there are no keys. */
  static KeyFile read(ConfigSection section, Problems problems) {
    KeyFile file = new KeyFile();
    section.get(PATH).ifPresent(path -> file.read(path, problems));
    return file;
  }

  private void read(Path path, Problems problems) {
    if (Files.isDirectory(path)) {
      problems.report(PATH.name(), path + " is a folder", "name the file that holds the keys");
      return;
    }
    try {
      if (!OWNERS.containsAll(Files.getPosixFilePermissions(path))) {
        problems.report(PATH.name(), "others than its owner may use " + path, "chmod 600 " + path);
        return;
      }
      readLines(Files.readAllLines(path), problems);
    } catch (NoSuchFileException e) {
      problems.report(
          PATH.name(),
          "there is no " + path,
          "make it with a line such as 1=… (64 hexadecimal digits), and chmod 600 it");
    } catch (AccessDeniedException e) {
      problems.report(PATH.name(), "this user may not read " + path, "chown it to this user");
    } catch (CharacterCodingException e) {
      problems.report(PATH.name(), path + " is not text", KEY_LINE);
    } catch (IOException e) {
      problems.report(PATH.name(), path + " cannot be read: " + e.getMessage());
    }
  }

  private void readLines(List<String> lines, Problems problems) {
    for (int i = 0; i < lines.size(); i++) {
      Matcher line = LINE.matcher(lines.get(i));
      if (line.matches()) {
        add(Integer.parseInt(line.group("number")), line.group("key"), i + 1, problems);
      } else if (!COMMENT.matcher(lines.get(i)).matches()) {
        problems.report(PATH.name(), "line %d is not a key".formatted(i + 1), KEY_LINE);
      }
    }
  }

  private void add(int number, String hex, int line, Problems problems) {
    if (number < 1 || number > 0xFFFF) {
      problems.report(PATH.name(), "line %d: a number must be 1 to 65535".formatted(line));
    } else if (keys.containsKey(number)) {
      problems.report(PATH.name(), "line %d: there are two keys %d".formatted(line, number));
    } else {
      keys.put(number, new SecretKeySpec(HexFormat.of().parseHex(hex), "HKDF"));
      current = number;
    }
  }

  /** The number that stands for itself, or for 0 that of the current key. */
  int resolve(int number) {
    return number == 0 ? current : number;
  }

  Optional<SecretKey> key(int number) {
    return Optional.ofNullable(keys.get(number));
  }

  /** Whether there are keys at all, and the one asked for; reports it if not. */
  boolean check(int number, String parameter, Problems problems) {
    if (keys.isEmpty()) {
      problems.report(parameter, "there are no keys", "set \"key-file\" in the configuration");
    } else if (!keys.containsKey(resolve(number))) {
      problems.report(parameter, "there is no key " + number, "the key file has " + keys.keySet());
    } else {
      return true;
    }
    return false;
  }
}

package org.srv6pipes.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.srv6pipes.function.ConfigSection;
import org.srv6pipes.function.Problems;

/** Key files for tests. */
final class Keys {

  /** Bytes 0 to 31. */
  static final byte[] FIRST = counting(0);

  static final byte[] SECOND = counting(64);

  private Keys() {}

  static Path file(Path folder) throws IOException {
    return file(folder, "# two keys", "1 = " + hex(FIRST), "", "  2=" + hex(SECOND));
  }

  static Path file(Path folder, String... lines) throws IOException {
    Path file = Files.createTempFile(folder, "keys", "");
    Files.write(file, List.of(lines));
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  static KeyFile read(Path file) {
    Problems problems = new Problems();
    KeyFile keys = read(file, problems);
    assertThat(problems.list()).isEmpty();
    return keys;
  }

  static KeyFile read(Path file, Problems problems) {
    Map<String, ?> raw = Map.of("key-file", file.toString());
    return KeyFile.read(
        ConfigSection.read(raw, List.of(KeyFile.PATH), Path.of("/"), problems), problems);
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  static byte[] counting(int from) {
    byte[] bytes = new byte[32];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (from + i);
    }
    return bytes;
  }
}

package org.srv6pipes.proxy.chain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import java.util.zip.ZipException;

/**
 * A jar that somebody put there: whoever may write it may do all that this process may do. It is
 * read once, whole, so that what was checked is what runs, and what happens to the file afterwards
 * is nothing to those who run it.
 */
final class PluginFile {

  private static final int ROOT = 0;

  private final Path path;

  PluginFile(Path path) {
    this.path = path;
  }

  /** Refuses a file or folder that others than root and ourselves can change. */
  static void requireTrusted(Path path) throws PluginException, IOException {
    int ourselves = uid(Path.of("/proc/self"));
    int owner = uid(path);
    if (owner != ROOT && owner != ourselves) {
      throw new PluginException(
          "%s belongs to user %d, who could change what we run: chown it to root or to user %d"
              .formatted(path, owner, ourselves));
    }
    if (Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new PluginException(
          "everybody may write %s and so change what we run: chmod o-w %1$s".formatted(path));
    }
  }

  private static int uid(Path path) throws IOException {
    return Files.getAttribute(path, "unix:uid") instanceof Integer uid ? uid : -1;
  }

  /**
   * The contents of the jar by name, as this JVM's version sees them.
   *
   * @param sha256 the digests that it may have; if empty, any
   */
  Map<String, byte[]> read(Set<String> sha256) throws PluginException, IOException {
    requireTrusted(path);
    String digest = digest();
    if (!sha256.isEmpty() && !sha256.contains(digest)) {
      throw new PluginException(
          "%s is not in plugin-sha256: add \"%s\" if you trust it".formatted(path, digest));
    }
    Map<String, byte[]> contents = contents();
    if (!digest().equals(digest)) {
      throw new PluginException(path + " changed while it was read: reload when it is complete");
    }
    return contents;
  }

  private Map<String, byte[]> contents() throws PluginException, IOException {
    Map<String, byte[]> contents = new HashMap<>();
    try (JarFile jar = new JarFile(path.toFile(), false, JarFile.OPEN_READ, Runtime.version())) {
      for (JarEntry entry : (Iterable<JarEntry>) jar.versionedStream()::iterator) {
        if (!entry.isDirectory()) {
          contents.put(entry.getName(), bytes(jar, entry));
        }
      }
    } catch (ZipException e) {
      throw new PluginException(path + " is not a whole jar: " + e.getMessage(), e);
    }
    return contents;
  }

  private static byte[] bytes(JarFile jar, JarEntry entry) throws IOException {
    byte[] bytes = jar.getInputStream(entry).readAllBytes();
    CRC32 checksum = new CRC32();
    checksum.update(bytes);
    if (checksum.getValue() != entry.getCrc()) {
      throw new ZipException(entry.getName() + " is damaged");
    }
    return bytes;
  }

  private String digest() throws IOException {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(path));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

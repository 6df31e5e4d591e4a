package org.srv6pipes.proxy.chain;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where functions from elsewhere are, and which of them may be trusted.
 *
 * @param folders in each, every jar is a plugin of its own, and every folder is a plugin whose jars
 *     belong together. One that does not exist holds no functions
 * @param sha256 the digests of the jars that may be loaded, in lower-case hexadecimal; if empty,
 *     every jar may
 */
public record Plugins(List<Path> folders, Set<String> sha256) {

  /** Built-in functions only. */
  public static final Plugins NONE = new Plugins(List.of(), Set.of());

  public Plugins {
    folders = List.copyOf(folders);
    sha256 = Set.copyOf(sha256);
  }

  /** With further folders. */
  public Plugins and(List<Path> more) {
    return new Plugins(Stream.concat(folders.stream(), more.stream()).toList(), sha256);
  }

  /** All jars of some folders. */
  public static Plugins in(List<Path> folders) {
    return new Plugins(folders, Set.of());
  }
}

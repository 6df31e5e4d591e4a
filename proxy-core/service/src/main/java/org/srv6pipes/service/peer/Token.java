package org.srv6pipes.service.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.srv6pipes.service.config.Secret;

/** The word that whoever looks into a proxy has to show. */
public final class Token {

  private static final String SCHEME = "Bearer ";
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._~+/=-]{16,512}");
  private static final Set<PosixFilePermission> OF_OTHERS =
      EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

  private final Secret word;

  private Token(Secret word) {
    this.word = word;
  }

  /**
   * The word in a file.
   *
   * @throws IOException if it cannot be used; the message says why, and holds nothing of it
   */
  public static Token read(Path file) throws IOException {
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
    if (permissions.stream().anyMatch(OF_OTHERS::contains)) {
      throw new IOException("others than its owner may read %s: chmod 600 %1$s".formatted(file));
    }
    String word = Files.readString(file).strip();
    if (!FORM.matcher(word).matches()) {
      throw new IOException(
          file
              + " must hold one word of 16 to 512 letters, digits and . _ ~ + / = -, such as"
              + " openssl rand -hex 32 makes");
    }
    return new Token(new Secret(word));
  }

  /** What the header {@code Authorization} says. */
  String authorization() {
    return SCHEME + word.reveal();
  }

  /** Whether somebody has shown it; the time that this takes says nothing about it. */
  public boolean isShownBy(String authorization) {
    return MessageDigest.isEqual(authorization().getBytes(UTF_8), authorization.getBytes(UTF_8));
  }
}

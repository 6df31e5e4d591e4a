package org.srv6pipes.service.peer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * A certificate that signs itself, its key, and a token: all that a proxy needs to be looked into.
 */
public record ShareFiles(Path certificate, Path key, Path token, Fingerprint fingerprint) {

  private static final FileAttribute<Set<PosixFilePermission>> OF_OWNER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});
  private static final int SECRET_BYTES = 32;
  private static final String ALIAS = "own";
  private static final String PASSWORD = "SRV6PIPES_PASSWORD";

  private static final FileAttribute<Set<PosixFilePermission>> FOLDER_OF_OWNER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /**
   * Makes {@code NAME.pem}, {@code NAME.key} and {@code NAME.token}, and the folder for them where
   * only that is missing.
   *
   * @throws IOException if one of them is there already, or cannot be made
   */
  public static ShareFiles make(Path folder, String name) throws IOException, InterruptedException {
    makeFolder(folder);
    Path certificate = folder.resolve(name + ".pem");
    Path key = folder.resolve(name + ".key");
    Path token = folder.resolve(name + ".token");
    for (Path file : List.of(certificate, key, token)) {
      if (Files.exists(file)) {
        throw new IOException(file + " is there already; it stays as it is");
      }
    }
    Path work = Files.createTempDirectory("srv6pipes");
    Path store = work.resolve("store");
    try {
      KeyStore.PrivateKeyEntry pair = pair(store, name);
      write(certificate, "CERTIFICATE", pair.getCertificate().getEncoded());
      write(key, "PRIVATE KEY", pair.getPrivateKey().getEncoded());
      Files.writeString(Files.createFile(token, OF_OWNER), secret() + "\n");
      return new ShareFiles(
          certificate, key, token, Fingerprint.of((X509Certificate) pair.getCertificate()));
    } catch (GeneralSecurityException e) {
      throw new IOException("keytool has made what cannot be read: " + e.getMessage(), e);
    } finally {
      Files.deleteIfExists(store);
      Files.delete(work);
    }
  }

  private static void makeFolder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    if (Files.exists(folder)) {
      throw new IOException(folder + " is no folder");
    }
    try {
      Files.createDirectory(folder, FOLDER_OF_OWNER);
    } catch (NoSuchFileException e) {
      throw new IOException(
          "there is no folder "
              + folder.toAbsolutePath().getParent()
              + " to make "
              + folder
              + " in",
          e);
    }
  }

  /** The JDK has no class that signs certificates, but a tool that does. */
  private static KeyStore.PrivateKeyEntry pair(Path store, String name)
      throws IOException, InterruptedException, GeneralSecurityException {
    String password = secret();
    keytool(store, name, password);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, password.toCharArray());
    }
    return (KeyStore.PrivateKeyEntry)
        keys.getEntry(ALIAS, new KeyStore.PasswordProtection(password.toCharArray()));
  }

  private static void keytool(Path store, String name, String password)
      throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            ALIAS,
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=" + name,
            "-validity",
            "3650",
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass:env",
            PASSWORD);
    ProcessBuilder keytool = new ProcessBuilder(command).redirectErrorStream(true);
    keytool.environment().put(PASSWORD, password);
    Process process = keytool.start();
    process.getOutputStream().close();
    try (InputStream out = process.getInputStream()) {
      String said = new String(out.readAllBytes(), UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new IOException("keytool: " + said);
      }
    }
  }

  private static void write(Path file, String what, byte[] content) throws IOException {
    String text =
        "-----BEGIN %s-----%n%s%n-----END %1$s-----%n"
            .formatted(what, new String(LINES.encode(content), US_ASCII));
    Files.writeString(Files.createFile(file, OF_OWNER), text);
  }

  private static String secret() {
    byte[] octets = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(octets);
    return HexFormat.of().formatHex(octets);
  }
}

package org.srv6pipes.service.peer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Certificates and keys as OpenSSL writes them. */
final class PemFiles {

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");
  private static final char[] NO_PASSWORD = {};

  private PemFiles() {}

  /**
   * What a server proves with that it is itself.
   *
   * @throws IOException if the files are none, or not for each other
   */
  static SSLContext identity(Path certificate, Path key) throws IOException {
    List<X509Certificate> chain = certificates(certificate);
    PrivateKey own = key(key, chain.getFirst().getPublicKey().getAlgorithm());
    try {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(null, NO_PASSWORD);
      keys.setKeyEntry("own", own, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, NO_PASSWORD);
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(key + " is not the key of " + certificate + ": " + e.getMessage(), e);
    }
  }

  /**
   * @throws IOException if there is none, or something else
   */
  static List<X509Certificate> certificates(Path file) throws IOException {
    try {
      List<X509Certificate> certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (certificates.isEmpty()) {
        throw new IOException(file + " holds no certificate (BEGIN CERTIFICATE)");
      }
      return certificates;
    } catch (CertificateException e) {
      throw new IOException(file + " is no PEM file of certificates: " + e.getMessage(), e);
    }
  }

  private static PrivateKey key(Path file, String algorithm) throws IOException {
    Matcher found = KEY.matcher(Files.readString(file, UTF_8));
    if (!found.find()) {
      throw new IOException(
          file
              + " holds no BEGIN PRIVATE KEY; of other forms openssl pkcs8 -topk8 -nodes -in FILE"
              + " makes one");
    }
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(found.group(1).getBytes(US_ASCII));
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(file + " holds no " + algorithm + " key, as the certificate wants");
    }
  }
}

package org.srv6pipes.service.peer;

import static java.util.Locale.ROOT;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The SHA-256 of a certificate.
 *
 * @param digits 64 of them, lower case
 */
public record Fingerprint(String digits) {

  private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

  /**
   * @throws IllegalArgumentException that says what is wrong
   */
  public static Fingerprint parse(String text) {
    String digits = text.replace(":", "").toLowerCase(ROOT);
    if (!FORM.matcher(digits).matches()) {
      throw new IllegalArgumentException(
          "write 64 hexadecimal digits, with or without colons: openssl x509 -in FILE -noout"
              + " -fingerprint -sha256");
    }
    return new Fingerprint(digits);
  }

  static Fingerprint of(X509Certificate certificate) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return new Fingerprint(HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
      throw new IllegalStateException("every JDK has SHA-256, and it was read from its octets", e);
    }
  }

  @Override
  public String toString() {
    return digits;
  }
}

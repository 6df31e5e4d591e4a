package org.srv6pipes.functions;

import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.function.Function;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** A seal by the JDK's ciphers. They are three times as fast on arrays as on direct buffers. */
final class JdkSeal implements RecordSeal {

  private final int mode;
  private final Cipher cipher;
  private final String keyAlgorithm;
  private final Function<byte[], AlgorithmParameterSpec> parameters;
  private SecretKey key;

  private JdkSeal(
      boolean forSealing,
      String transformation,
      String keyAlgorithm,
      Function<byte[], AlgorithmParameterSpec> parameters) {
    this.mode = forSealing ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
    this.keyAlgorithm = keyAlgorithm;
    this.parameters = parameters;
    this.key = new SecretKeySpec(new byte[1], keyAlgorithm);
    try {
      this.cipher = Cipher.getInstance(transformation);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JDK lacks " + transformation, e);
    }
  }

  static RecordSeal aesGcm(boolean forSealing) {
    return new JdkSeal(
        forSealing, "AES/GCM/NoPadding", "AES", nonce -> new GCMParameterSpec(TAG * 8, nonce));
  }

  static RecordSeal chaCha20Poly1305(boolean forSealing) {
    return new JdkSeal(forSealing, "ChaCha20-Poly1305", "ChaCha20", IvParameterSpec::new);
  }

  @Override
  public void rekey(byte[] bytes) {
    key = new SecretKeySpec(bytes, keyAlgorithm);
  }

  @Override
  public int apply(byte[] nonce, byte[] header, byte[] in, int length, byte[] out)
      throws GeneralSecurityException {
    cipher.init(mode, key, parameters.apply(nonce));
    cipher.updateAAD(header);
    return cipher.doFinal(in, 0, length, out, 0);
  }
}

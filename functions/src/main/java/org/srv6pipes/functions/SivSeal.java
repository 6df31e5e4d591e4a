package org.srv6pipes.functions;

import java.security.GeneralSecurityException;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.GCMSIVBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/** AES-GCM-SIV (RFC 8452) by Bouncy Castle, since the JDK has none. */
final class SivSeal implements RecordSeal {

  private final boolean forSealing;
  private final GCMSIVBlockCipher cipher = new GCMSIVBlockCipher(AESEngine.newInstance());
  private KeyParameter key = new KeyParameter(new byte[32]);

  SivSeal(boolean forSealing) {
    this.forSealing = forSealing;
  }

  @Override
  public void rekey(byte[] bytes) {
    key = new KeyParameter(bytes);
  }

  @Override
  public int apply(byte[] nonce, byte[] header, byte[] in, int length, byte[] out)
      throws GeneralSecurityException {
    cipher.init(forSealing, new AEADParameters(key, TAG * 8, nonce, header));
    try {
      int written = cipher.processBytes(in, 0, length, out, 0);
      return written + cipher.doFinal(out, written);
    } catch (InvalidCipherTextException e) {
      throw new GeneralSecurityException(e);
    }
  }
}

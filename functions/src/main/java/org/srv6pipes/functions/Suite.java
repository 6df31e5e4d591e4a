package org.srv6pipes.functions;

import java.util.Arrays;
import java.util.Optional;
import org.srv6pipes.function.Work;

/** How records are sealed. */
enum Suite {
  AES_256_GCM(0, "aes-256-gcm", Work.LIGHT),
  CHACHA20_POLY1305(1, "chacha20-poly1305", Work.LIGHT),
  AES_256_GCM_SIV(2, "aes-256-gcm-siv", Work.HEAVY);

  private final int code;
  private final String text;
  private final Work work;

  Suite(int code, String text, Work work) {
    this.code = code;
    this.text = text;
    this.work = work;
  }

  /** The names in the order of the codes. */
  static String[] names() {
    return Arrays.stream(values()).map(suite -> suite.text).toArray(String[]::new);
  }

  static Optional<Suite> of(long code) {
    return Arrays.stream(values()).filter(suite -> suite.code == code).findFirst();
  }

  /** What stands for it in the header of an encrypted stream and in parameters. */
  byte code() {
    return (byte) code;
  }

  Work work() {
    return work;
  }

  RecordSeal seal(boolean forSealing) {
    return switch (this) {
      case AES_256_GCM -> JdkSeal.aesGcm(forSealing);
      case CHACHA20_POLY1305 -> JdkSeal.chaCha20Poly1305(forSealing);
      case AES_256_GCM_SIV -> new SivSeal(forSealing);
    };
  }
}

package org.srv6pipes.benchmarks.inner;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The same stretches through the bare library, as somebody would write it who needs nothing else.
 */
public class BareBenchmark extends InnerLoop {

  private static final long KEY = 0x5555555555555555L;
  private static final int LEVEL = 3;
  private static final int RECORD = 16 << 10;
  private static final int TAG = 16;
  private static final int NONCE = 12;
  private static final int AES_KEY = 32;

  private final Stream stream = new Stream();
  private final ByteBuffer output = ByteBuffer.allocateDirect(4 * Stream.BYTES);
  private final ZstdCompressCtx zstd = new ZstdCompressCtx();
  private final byte[] plain = new byte[RECORD];
  private final byte[] sealed = new byte[RECORD + TAG];
  private final ByteBuffer nonce = ByteBuffer.allocate(NONCE);
  private Cipher aes;

  @Setup
  public void make() throws GeneralSecurityException {
    zstd.setLevel(LEVEL);
    aes = Cipher.getInstance("AES/GCM/NoPadding");
  }

  @Benchmark
  public ByteBuffer xor() {
    ByteBuffer piece = stream.next().bytes();
    for (int i = 0; i < Stream.BYTES; i += Long.BYTES) {
      piece.putLong(i, piece.getLong(i) ^ KEY);
    }
    return piece;
  }

  @Benchmark
  public boolean zstdCompress() {
    output.clear();
    return zstd.compressDirectByteBufferStream(
        output, stream.next().bytes(), EndDirective.CONTINUE);
  }

  @Benchmark
  public ByteBuffer aesGcm() throws GeneralSecurityException {
    ByteBuffer piece = stream.next().bytes();
    output.clear();
    while (piece.hasRemaining()) {
      piece.get(plain);
      nonce.putLong(0, nonce.getLong(0) + 1);
      aes.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(new byte[AES_KEY], "AES"),
          new GCMParameterSpec(TAG * Byte.SIZE, nonce.array()));
      output.put(sealed, 0, aes.doFinal(plain, 0, RECORD, sealed));
    }
    return output;
  }

  @TearDown
  public void end() {
    zstd.close();
    stream.close();
  }
}

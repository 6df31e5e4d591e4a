package org.srv6pipes.functions;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.util.Native;

/** The native library, loaded before the first of its contexts is made. */
final class ZstdLibrary {

  static {
    Native.load();
    UnpackedLibrary.deleteFiles("libzstd-jni");
  }

  private ZstdLibrary() {}

  static ZstdCompressCtx compressor() {
    return new ZstdCompressCtx();
  }

  static ZstdDecompressCtx decompressor() {
    return new ZstdDecompressCtx();
  }
}

package org.srv6pipes.functions;

import net.jpountz.lz4.LZ4Factory;
import net.jpountz.xxhash.XXHashFactory;

/**
 * The LZ4 frame format, version 1.6.
 *
 * <pre>
 *   magic (4) | FLG | BD | [content size (8)] | [dictionary (4)] | HC
 *   block*: size (4, top bit: stored) | data | [checksum (4)]
 *   0 (4) | [content checksum (4)]
 *   FLG: 2 bits version 01 | independent | block checksum | content size | content checksum | - | dictionary
 *   BD:  - | 3 bits block maximum: 4 = 64 KiB, 5 = 256 KiB, 6 = 1 MiB, 7 = 4 MiB | 4 bits -
 * </pre>
 *
 * Numbers have their low byte first. Checksums are xxHash32; HC is the second byte of that of the
 * descriptor.
 */
final class Lz4Frame {

  static final int MAGIC = 0x184D2204;
  static final int SKIPPABLE_MAGIC = 0x184D2A50;
  static final int SKIPPABLE_MASK = 0xFFFFFFF0;
  static final int VERSION = 0x40;
  static final int VERSION_MASK = 0xC0;
  static final int INDEPENDENT = 0x20;
  static final int BLOCK_CHECKSUM = 0x10;
  static final int CONTENT_SIZE = 0x08;
  static final int CONTENT_CHECKSUM = 0x04;
  static final int FLG_RESERVED = 0x02;
  static final int DICTIONARY = 0x01;
  static final int BD_RESERVED = 0x8F;
  static final int STORED = 0x8000_0000;
  static final int HISTORY = 64 << 10;

  /**
   * The native library where there is one; its pure Java twin elsewhere, never the one on Unsafe.
   */
  static final LZ4Factory LIBRARY = library();

  private static final XXHashFactory HASHES = XXHashFactory.safeInstance();

  private Lz4Frame() {}

  /** The largest block for a code of 4 to 7. */
  static int blockMaximum(int code) {
    return 1 << (2 * code + 8);
  }

  static int hash(byte[] bytes, int start, int length) {
    return HASHES.hash32().hash(bytes, start, length, 0);
  }

  static byte descriptorChecksum(byte[] bytes, int start, int length) {
    return (byte) (hash(bytes, start, length) >>> 8);
  }

  static net.jpountz.xxhash.StreamingXXHash32 contentHash() {
    return HASHES.newStreamingHash32(0);
  }

  private static LZ4Factory library() {
    try {
      LZ4Factory library = LZ4Factory.nativeInstance();
      UnpackedLibrary.deleteFiles("liblz4-java");
      return library;
    } catch (UnsatisfiedLinkError e) {
      return LZ4Factory.safeInstance();
    }
  }
}

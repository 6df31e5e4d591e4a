package org.srv6pipes.functions;

import java.security.GeneralSecurityException;

/**
 * Authenticated encryption of single records, in one direction. All suites have tags of 16 bytes.
 */
interface RecordSeal {

  int TAG = 16;

  /** The key for the records to come. */
  void rekey(byte[] key);

  /**
   * Seals or opens one record.
   *
   * @param nonce 12 bytes, never twice with the same key
   * @param header what is authenticated with it but not encrypted
   * @param length how many bytes of {@code in}, from its beginning
   * @param out where the result goes, from its beginning
   * @return the length of the result
   * @throws GeneralSecurityException if the record is not what was sealed
   */
  int apply(byte[] nonce, byte[] header, byte[] in, int length, byte[] out)
      throws GeneralSecurityException;
}

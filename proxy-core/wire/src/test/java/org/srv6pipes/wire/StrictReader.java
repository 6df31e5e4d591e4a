package org.srv6pipes.wire;

import java.util.Optional;

/**
 * A second reader of SRHs, written from the rules alone and as literally as they are, to judge the
 * first.
 *
 * <p>Each question is answered with what is wrong, or nothing.
 */
final class StrictReader {
  private final byte[] srh;

  StrictReader(byte[] srh) {
    this.srh = srh;
  }

  private int octet(int index) {
    return srh[index] & 0xff;
  }

  /** RFC 8754 sections 2, 2.1 and 4.3.1.1. */
  Optional<String> whatRfc8754Says() {
    int hdrExtLen = octet(1);
    int segmentsLeft = octet(3);
    int lastEntry = octet(4);
    int maxLastEntry = hdrExtLen / 2 - 1;
    if (srh.length != (hdrExtLen + 1) * 8) {
      return Optional.of("length");
    }
    if (octet(2) != 4) {
      return Optional.of("routing type");
    }
    if (lastEntry > maxLastEntry || segmentsLeft > lastEntry + 1) {
      return Optional.of("last entry or segments left");
    }
    return whatRfc8754SaysOfTlvs(8 + (lastEntry + 1) * 16);
  }

  private Optional<String> whatRfc8754SaysOfTlvs(int from) {
    int at = from;
    while (at < srh.length) {
      if (octet(at) == 0) {
        at++;
        continue;
      }
      if (at + 1 >= srh.length || at + 2 + octet(at + 1) > srh.length) {
        return Optional.of("TLV past the end");
      }
      int length = octet(at + 1);
      if (octet(at) == 4 && length > 5) {
        return Optional.of("padding");
      }
      if (octet(at) == 5 && (length < 6 || (length - 6) % 8 != 0 || length - 6 > 32)) {
        return Optional.of("HMAC");
      }
      at += 2 + length;
    }
    return Optional.empty();
  }

  /** What seg6_validate_srh() of Linux asks of the socket option IPV6_RTHDR. */
  Optional<String> whatLinuxSays() {
    if (octet(2) != 4) {
      return Optional.of("type");
    }
    if ((octet(1) + 1) << 3 != srh.length) {
      return Optional.of("hdrlen");
    }
    if (octet(3) > octet(4)) {
      return Optional.of("segments_left");
    }
    int trailing = srh.length - 8 - ((octet(4) + 1) << 4);
    while (trailing > 0) {
      if (trailing < 2) {
        return Optional.of("half a TLV");
      }
      trailing -= 2 + octet(srh.length - trailing + 1);
    }
    return trailing == 0 ? Optional.empty() : Optional.of("TLVs");
  }
}

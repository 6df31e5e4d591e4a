package org.srv6pipes.wire;

import java.util.Arrays;
import java.util.StringJoiner;

/** IPv6 addresses in text: read as in RFC 4291 section 2.2, written as in RFC 5952. */
final class Ipv6Text {
  private static final int GROUPS = 8;

  private Ipv6Text() {}

  static Ipv6Address parse(String text) {
    if (text.indexOf('%') >= 0) {
      throw wrong(text, "a zone (\"%…\") has no meaning on the wire");
    }
    int gap = text.indexOf("::");
    int[] groups = gap < 0 ? whole(text) : around(gap, text);
    return new Ipv6Address(join(groups, 0), join(groups, 4));
  }

  private static int[] whole(String text) {
    int[] groups = groups(text, text, true);
    if (groups.length != GROUPS) {
      throw wrong(text, "it has " + groups.length + " of 8 groups and no \"::\"");
    }
    return groups;
  }

  private static int[] around(int gap, String text) {
    String behind = text.substring(gap + 2);
    if (behind.contains("::")) {
      throw wrong(text, "\"::\" may stand only once");
    }
    int[] head = groups(text, text.substring(0, gap), false);
    int[] tail = groups(text, behind, true);
    if (head.length + tail.length >= GROUPS) {
      throw wrong(text, "there is nothing left for \"::\" to stand for");
    }
    int[] groups = Arrays.copyOf(head, GROUPS);
    System.arraycopy(tail, 0, groups, GROUPS - tail.length, tail.length);
    return groups;
  }

  private static int[] groups(String text, String part, boolean mayEndInV4) {
    if (part.isEmpty()) {
      return new int[0];
    }
    String[] pieces = part.split(":", -1);
    String last = pieces[pieces.length - 1];
    boolean v4 = mayEndInV4 && last.indexOf('.') >= 0;
    int[] groups = new int[pieces.length + (v4 ? 1 : 0)];
    for (int i = 0; i < pieces.length - (v4 ? 1 : 0); i++) {
      groups[i] = group(text, pieces[i]);
    }
    if (v4) {
      int number = v4(text, last);
      groups[groups.length - 2] = number >>> 16;
      groups[groups.length - 1] = number & 0xffff;
    }
    return groups;
  }

  private static int group(String text, String piece) {
    if (piece.isEmpty()) {
      throw wrong(text, "a single \":\" must stand between two groups");
    }
    if (piece.length() > 4) {
      throw wrong(text, "group \"" + piece + "\" is longer than four hex digits");
    }
    return number(text, piece, 16);
  }

  private static int v4(String text, String dotted) {
    String[] parts = dotted.split("\\.", -1);
    int number = 0;
    for (String part : parts) {
      boolean plain =
          !part.isEmpty() && part.length() <= 3 && (part.length() == 1 || part.charAt(0) != '0');
      int octet = plain ? number(text, part, 10) : 256;
      if (parts.length != 4 || octet > 255) {
        throw wrong(text, "\"" + dotted + "\" is not four numbers from 0 to 255");
      }
      number = number << 8 | octet;
    }
    return number;
  }

  private static int number(String text, String digits, int radix) {
    int number = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      int digit = c < 0x80 ? Character.digit(c, radix) : -1;
      if (digit < 0) {
        throw wrong(text, "'" + c + "' in \"" + digits + "\" is no digit of base " + radix);
      }
      number = number * radix + digit;
    }
    return number;
  }

  private static long join(int[] groups, int from) {
    long joined = 0;
    for (int i = from; i < from + 4; i++) {
      joined = joined << 16 | groups[i];
    }
    return joined;
  }

  private static IllegalArgumentException wrong(String text, String why) {
    return new IllegalArgumentException("\"" + text + "\" is not an IPv6 address: " + why);
  }

  static String print(Ipv6Address address) {
    if (address.isV4Mapped()) {
      return "::ffff:" + dotted((int) address.low());
    }
    int gap = longestRunOfZeros(address);
    if (gap == GROUPS) {
      return hex(address, 0, GROUPS);
    }
    int behind = gap + runOfZeros(address, gap);
    return hex(address, 0, gap) + "::" + hex(address, behind, GROUPS);
  }

  private static String hex(Ipv6Address address, int from, int to) {
    StringJoiner groups = new StringJoiner(":");
    for (int i = from; i < to; i++) {
      groups.add(Integer.toHexString(address.group(i)));
    }
    return groups.toString();
  }

  private static String dotted(int v4) {
    return (v4 >>> 24) + "." + (v4 >>> 16 & 0xff) + "." + (v4 >>> 8 & 0xff) + "." + (v4 & 0xff);
  }

  /**
   * Where the first of the longest runs of at least two zero groups begins, or 8 if there is none.
   */
  private static int longestRunOfZeros(Ipv6Address address) {
    int best = GROUPS;
    int length = 1;
    for (int i = 0; i < GROUPS; i++) {
      int run = runOfZeros(address, i);
      if (run > length) {
        best = i;
        length = run;
      }
    }
    return best;
  }

  private static int runOfZeros(Ipv6Address address, int from) {
    int end = from;
    while (end < GROUPS && address.group(end) == 0) {
      end++;
    }
    return end - from;
  }
}

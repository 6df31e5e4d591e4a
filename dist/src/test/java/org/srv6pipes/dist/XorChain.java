package org.srv6pipes.dist;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.ReturnPathTlv;
import org.srv6pipes.wire.Srh;

/**
 * A chain of xor with the proxies p1, p2 … of a lab, each with a key of its own for each direction,
 * so that the bytes look different on every stretch of the way.
 *
 * @param forwardKeys one for each proxy, the first one's first
 * @param returnKeys likewise; the last one's acts first
 */
record XorChain(List<Integer> forwardKeys, List<Integer> returnKeys) {

  /** Powers of a generator of GF(256): no two, and no two sums of neighbours, are equal. */
  private static final List<Integer> KEYS =
      List.of(
          0x03, 0x05, 0x0f, 0x11, 0x33, 0x55, 0xff, 0x1a, 0x2e, 0x72, 0x96, 0xa1, 0xf8, 0x13, 0x35,
          0x5f, 0xe1, 0x38, 0x48, 0xd8, 0x73, 0x95, 0xa4, 0xf7, 0x02, 0x06, 0x0a, 0x1e);

  private static final int RETURN = KEYS.size() / 2;

  /** A chain whose way back differs from the way there. */
  static XorChain of(int proxies) {
    return new XorChain(KEYS.subList(0, proxies), KEYS.subList(RETURN, RETURN + proxies));
  }

  /** A chain whose way back undoes the way there, as proxies record it by themselves. */
  static XorChain recorded(int proxies) {
    return new XorChain(KEYS.subList(0, proxies), KEYS.subList(0, proxies));
  }

  int proxies() {
    return forwardKeys.size();
  }

  List<String> names() {
    return IntStream.rangeClosed(1, proxies()).mapToObj(proxy -> "p" + proxy).toList();
  }

  /** The SIDs of the way there, in the order of travel. */
  List<Ipv6Address> forwardSids() {
    return sids(forwardKeys);
  }

  /** The SIDs of the way back, the first proxy's first. */
  List<Ipv6Address> returnSids() {
    return sids(returnKeys);
  }

  private static List<Ipv6Address> sids(List<Integer> keys) {
    return IntStream.range(0, keys.size())
        .mapToObj(i -> Ipv6Address.parse("fc00:%x::aaaa:0:%x".formatted(i + 1, keys.get(i))))
        .toList();
  }

  /** The header of the prototype's client: all segments, and the return path. */
  Srh header(Ipv6Address client, Ipv6Address server) {
    List<Ipv6Address> way =
        Stream.concat(Stream.of(server), forwardSids().reversed().stream()).toList();
    List<Ipv6Address> back = Stream.concat(Stream.of(client), returnSids().stream()).toList();
    return Srh.of(proxies(), way, new ReturnPathTlv(6, 0, back));
  }

  /** What became of the client's bytes before this proxy; {@code proxies() + 1} is the server. */
  int maskBefore(int proxy) {
    return sum(forwardKeys.subList(0, proxy - 1));
  }

  /** What became of the server's bytes behind this proxy; 0 is the client. */
  int maskBehind(int proxy) {
    return sum(returnKeys.subList(proxy, proxies()));
  }

  private static int sum(List<Integer> keys) {
    return keys.stream().reduce(0, (a, b) -> a ^ b);
  }

  /** Each byte combined with a key of one byte. */
  static byte[] xor(byte[] bytes, int key) {
    byte[] result = bytes.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] ^= (byte) key;
    }
    return result;
  }
}

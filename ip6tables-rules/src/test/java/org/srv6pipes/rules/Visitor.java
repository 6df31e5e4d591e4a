package org.srv6pipes.rules;

import java.util.HexFormat;
import java.util.stream.Stream;
import org.srv6pipes.wire.Ipv6Address;

/**
 * Somebody in the network namespace of another host, or on this one, who wants to reach a service.
 */
record Visitor(String prefix, String patience) {
  static final Visitor OUTSIDE = new Visitor("ip netns exec c ", "5");
  static final Visitor ON_THE_MIDDLEBOX = new Visitor("", "5");

  private static final String UNSPECIFIED = "::";

  /** One who gives up soon. */
  Visitor inAHurry() {
    return new Visitor(prefix, "0.3");
  }

  /** Connects along a segment list; answers what the other end sent, or why there was nobody. */
  String connect(String server, String... sids) {
    return connect(server, routingHeader(UNSPECIFIED, sids.length, sids));
  }

  /** Connects to a SID with an SRH whose segments are all used up. */
  String connectWithUsedUpHeader(String sid) {
    return connect(sid, routingHeader(sid, 0, sid));
  }

  /** Connects with a mark on each packet, which takes CAP_NET_ADMIN. */
  String connectWithMark(int mark, String server, String... sids) {
    String option = ",setsockopt-listen=1:36:i" + mark;
    return connect(server, routingHeader(UNSPECIFIED, sids.length, sids) + option);
  }

  private String connect(String server, String options) {
    return socat("TCP6:[" + server + "]:8000,connect-timeout=" + patience + options);
  }

  /** Sends a datagram; answers what came back. */
  String send(String server, String... sids) {
    return socat("UDP6:[" + server + "]:8000" + routingHeader(UNSPECIFIED, sids.length, sids));
  }

  private String socat(String address) {
    String command = "echo hello | " + prefix + "socat -t 0.3 - '" + address + "'";
    return Command.of("sh", "-c", command).run("").text();
  }

  /**
   * IPV6_RTHDR (41, 57) with an SRH of RFC 8754, the segments last first. The kernel writes the
   * destination over the first one.
   */
  private static String routingHeader(String first, int segmentsLeft, String... sids) {
    if (sids.length == 0) {
      return "";
    }
    int lastEntry = sids.length;
    String head = "00%02x04%02x%02x000000".formatted(2 * (lastEntry + 1), segmentsLeft, lastEntry);
    String segments = Stream.of(sids).map(Visitor::hex).reduce("", (last, sid) -> sid + last);
    return ",setsockopt-listen=41:57:x" + head + hex(first) + segments;
  }

  private static String hex(String address) {
    return HexFormat.of().formatHex(Ipv6Address.parse(address).toBytes());
  }
}

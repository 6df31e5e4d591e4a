package org.srv6pipes.wire;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The first segment of a TCP connection, as the queue hands it over. */
public record SynPacket(TcpPacket packet) implements Parsed {

  public SynPacket {
    Checks.require(packet.tcp().isSyn(), "a SYN has SYN and none of ACK, RST and FIN");
  }

  /**
   * Reads the packet from the buffer's position to its limit, which stay as they are. Data may be
   * cut off, headers may not. Never throws, whatever the buffer holds.
   */
  public static Parsed parse(ByteBuffer buffer, WireOptions options) {
    return parse(buffer, options, false);
  }

  /** Like {@link #parse}, for a whole packet at whose checksum nobody has looked before. */
  public static Parsed parseAndVerify(ByteBuffer buffer, WireOptions options) {
    return parse(buffer, options, true);
  }

  private static Parsed parse(ByteBuffer buffer, WireOptions options, boolean verify) {
    try {
      TcpPacket packet = TcpPacket.parse(buffer, options, verify);
      TcpHeader tcp = packet.tcp();
      if (!tcp.isSyn()) {
        return new Refused(
            Refused.Reason.NOT_A_SYN, "TCP flags 0x" + Integer.toHexString(tcp.flags()));
      }
      if (tcp.sourcePort() == 0 || tcp.destinationPort() == 0) {
        return new Refused(Refused.Reason.TCP_MALFORMED, "port 0");
      }
      return new SynPacket(packet);
    } catch (RefusedException e) {
      return e.refused();
    }
  }

  public Ipv6Header ip() {
    return packet.ip();
  }

  /** The segment routing header, null where there is none. */
  public @Nullable Srh srh() {
    return packet.srh();
  }

  public TcpHeader tcp() {
    return packet.tcp();
  }

  public ClientAddress clientAddress() {
    return new ClientAddress(ip().source(), tcp().sourcePort());
  }

  /** The final segment, which is the destination itself where there is no SRH. */
  public ServerAddress serverAddress() {
    return new ServerAddress(packet.finalDestination(), tcp().destinationPort());
  }

  public FlowKey flowKey() {
    return new FlowKey(clientAddress(), serverAddress());
  }

  /** The segment that brought the packet here. */
  public Ipv6Address activeSid() {
    return ip().destination();
  }

  public Optional<ReturnPathTlv> returnPath() {
    Srh srh = srh();
    return srh == null ? Optional.empty() : srh.returnPath();
  }

  /**
   * The segment that refuses this connection as its server would (RFC 9293 section 3.5.2): RST and
   * ACK, sequence 0, the SYN acknowledged.
   *
   * @param path the header that takes it to the client, null for the direct way
   */
  public TcpPacket reset(@Nullable Srh path) {
    ServerAddress from = serverAddress();
    ClientAddress to = clientAddress();
    int next = tcp().sequence() + 1;
    int flags = TcpHeader.RST | TcpHeader.ACK;
    TcpHeader reset = new TcpHeader(from.port(), to.port(), 0, next, flags, 0, 0, Octets.NONE);
    return TcpPacket.of(ip().trafficClass(), from.address(), to.address(), path, reset);
  }
}

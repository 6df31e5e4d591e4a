package org.srv6pipes.dist.demo;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import org.srv6pipes.wire.Octets;
import org.srv6pipes.wire.RefusedException;
import org.srv6pipes.wire.TcpPacket;
import org.srv6pipes.wire.WireOptions;

/**
 * The bytes of one connection that passed a link, each way, read from the packets themselves.
 *
 * @param forward towards the server
 * @param back towards the client
 */
public record Stretch(Octets forward, Octets back) {

  /** Puts segments in the order of their sequence numbers; what was sent twice counts once. */
  public static Stretch of(List<byte[]> packets, int clientPort) {
    TreeMap<Integer, byte[]> forward = new TreeMap<>();
    TreeMap<Integer, byte[]> back = new TreeMap<>();
    for (byte[] packet : packets) {
      try {
        TcpPacket headers = TcpPacket.parse(ByteBuffer.wrap(packet), WireOptions.DEFAULT);
        int length = packet.length - headers.length();
        if (length > 0) {
          byte[] data = new byte[length];
          System.arraycopy(packet, headers.length(), data, 0, length);
          boolean isForward = headers.tcp().sourcePort() == clientPort;
          (isForward ? forward : back).put(headers.tcp().sequence(), data);
        }
      } catch (RefusedException e) {
        // Neighbour discovery and the like: not of this connection.
      }
    }
    return new Stretch(join(forward), join(back));
  }

  private static Octets join(TreeMap<Integer, byte[]> segments) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    segments.values().forEach(joined::writeBytes);
    return Octets.of(joined.toByteArray());
  }

  /** Bytes for a person: as text if they are printable, otherwise in hexadecimal. */
  public static String show(Octets octets, int most) {
    byte[] bytes = octets.toBytes();
    String text = asText(bytes);
    boolean printable = text.chars().allMatch(c -> c >= ' ' && c != 0x7f);
    String shown = printable ? text : HexFormat.ofDelimiter(" ").formatHex(bytes);
    return shown.length() <= most ? shown : shown.substring(0, most - 1) + "…";
  }

  private static String asText(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return "\0";
    }
  }
}

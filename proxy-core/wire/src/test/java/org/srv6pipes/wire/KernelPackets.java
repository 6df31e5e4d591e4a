package org.srv6pipes.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The packets of {@code kernel-packets.txt}, by the place where each was seen. */
final class KernelPackets {
  private static final String START = "packet ";
  private static final Map<String, byte[]> ALL = read();

  private KernelPackets() {}

  static Set<String> names() {
    return ALL.keySet();
  }

  static byte[] octets(String name) {
    return Objects.requireNonNull(ALL.get(name), name).clone();
  }

  static SynPacket syn(String name) {
    return (SynPacket) SynPacket.parse(ByteBuffer.wrap(octets(name)), WireOptions.DEFAULT);
  }

  private static Map<String, byte[]> read() {
    Map<String, String> packets = new LinkedHashMap<>();
    String name = "";
    for (String line : text().lines().toList()) {
      if (line.startsWith(START)) {
        name = line.substring(START.length());
      } else if (!line.startsWith("#")) {
        packets.merge(name, line.split(";")[0].strip(), String::concat);
      }
    }
    packets.remove("");
    Map<String, byte[]> octets = new LinkedHashMap<>();
    packets.forEach((key, hex) -> octets.put(key, HexFormat.of().parseHex(hex)));
    return octets;
  }

  private static String text() {
    try (InputStream file = KernelPackets.class.getResourceAsStream("kernel-packets.txt")) {
      return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

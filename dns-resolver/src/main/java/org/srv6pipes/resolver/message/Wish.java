package org.srv6pipes.resolver.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;
import java.util.OptionalLong;
import org.srv6pipes.wire.ChainText;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.OPTRecord;

/**
 * What the EDNS0 options of a query say about the connection that it is for.
 *
 * @param asked whether the answer shall hold a {@link ChainRecord}: option 65010 is there
 * @param chain the functions that the client wants; none for what the policy says
 * @param srn whether the answer shall hold a {@link BindingSidRecord}: one of 65001 to 65004 is
 * @param application the program's name (65001)
 * @param bandwidth as SRN has it, unsigned 32 bits (65002)
 * @param latency as SRN has it, unsigned 32 bits (65003)
 * @param accessRouter the name of the router at the client's edge (65004)
 */
public record Wish(
    boolean asked,
    Optional<ChainText> chain,
    boolean srn,
    String application,
    OptionalLong bandwidth,
    OptionalLong latency,
    String accessRouter) {

  /** Options of SRN. */
  public static final int APPLICATION = 65001;

  public static final int BANDWIDTH = 65002;
  public static final int LATENCY = 65003;
  public static final int ACCESS_ROUTER = 65004;

  /** The option that asks for a chain. */
  public static final int CHAIN = 65010;

  /** A query that knows nothing of chains. */
  public static final Wish NONE =
      new Wish(false, Optional.empty(), false, "", OptionalLong.empty(), OptionalLong.empty(), "");

  /**
   * Reads the options of a query.
   *
   * @throws IllegalArgumentException if one is malformed
   */
  public static Wish of(OPTRecord options) {
    Optional<String> wanted = text(options, CHAIN).map(String::strip);
    Optional<String> application = text(options, APPLICATION);
    Optional<String> accessRouter = text(options, ACCESS_ROUTER);
    OptionalLong bandwidth = number(options, BANDWIDTH);
    OptionalLong latency = number(options, LATENCY);
    boolean srn =
        application.isPresent()
            || accessRouter.isPresent()
            || bandwidth.isPresent()
            || latency.isPresent();
    return wanted.isEmpty() && !srn
        ? NONE
        : new Wish(
            wanted.isPresent(),
            wanted.filter(text -> !text.isEmpty()).map(ChainText::parse),
            srn,
            application.orElse(""),
            bandwidth,
            latency,
            accessRouter.orElse(""));
  }

  /** The option that asks for these functions, or for what the policy says. */
  public static EDNSOption option(Optional<ChainText> chain) {
    return new GenericEDNSOption(CHAIN, chain.map(ChainText::toString).orElse("").getBytes(UTF_8));
  }

  /** The option that names the program. */
  public static EDNSOption application(String name) {
    return new GenericEDNSOption(APPLICATION, name.getBytes(UTF_8));
  }

  private static Optional<String> text(OPTRecord options, int code) {
    return first(options, code).map(octets -> decoded(octets, code));
  }

  private static String decoded(byte[] octets, int code) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("option " + code + " is not UTF-8", e);
    }
  }

  private static OptionalLong number(OPTRecord options, int code) {
    Optional<byte[]> octets = first(options, code);
    if (octets.isEmpty()) {
      return OptionalLong.empty();
    }
    if (octets.get().length != Integer.BYTES) {
      throw new IllegalArgumentException("option " + code + " is four octets");
    }
    return OptionalLong.of(Integer.toUnsignedLong(ByteBuffer.wrap(octets.get()).getInt()));
  }

  private static Optional<byte[]> first(OPTRecord options, int code) {
    return options.getOptions(code).stream()
        .map(option -> ByteBuffer.wrap(option.toWire()))
        .map(whole -> whole.slice(4, whole.capacity() - 4))
        .map(
            data -> {
              byte[] octets = new byte[data.remaining()];
              data.get(octets);
              return octets;
            })
        .findFirst();
  }
}

package org.srv6pipes.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any octets are refused with a reason, or are a packet that a strict reader accepts and that can
 * be written again.
 */
class PacketFuzzTest {
  private static final WireOptions OPTIONS = WireOptions.DEFAULT;
  private static final int SRH_AT = Ipv6Header.LENGTH;

  static Iterable<byte[]> kernelPackets() {
    return KernelPackets.names().stream().map(KernelPackets::octets).toList();
  }

  @MethodSource("kernelPackets")
  @FuzzTest(maxDuration = "20s")
  void shouldRefuseOrUnderstand(byte[] octets) {
    if (SynPacket.parse(ByteBuffer.wrap(octets), OPTIONS) instanceof SynPacket syn) {
      shouldReadWhatItWrote(syn);
      shouldFindItsWay(syn);
      if (syn.srh() != null && octets[6] == NextHeader.ROUTING) {
        shouldBeAcceptedByAStrictReader(octets);
      }
    }
  }

  private static void shouldReadWhatItWrote(SynPacket syn) {
    byte[] written = syn.packet().toBytes();
    assertThat(SynPacket.parse(ByteBuffer.wrap(written), OPTIONS))
        .isInstanceOfSatisfying(
            SynPacket.class,
            again -> {
              assertThat(again.srh()).isEqualTo(inFrontOfTcp(syn.srh()));
              assertThat(again.tcp()).isEqualTo(syn.tcp());
              assertThat(again.flowKey()).isEqualTo(syn.flowKey());
              assertThat(again.packet().toBytes()).isEqualTo(written);
            });
  }

  private static @Nullable Srh inFrontOfTcp(@Nullable Srh srh) {
    return srh == null ? null : srh.carrying(NextHeader.TCP);
  }

  private static void shouldBeAcceptedByAStrictReader(byte[] octets) {
    int length = 8 + 8 * (octets[SRH_AT + 1] & 0xff);
    byte[] srh = new byte[length];
    System.arraycopy(octets, SRH_AT, srh, 0, length);
    assertThat(new StrictReader(srh).whatRfc8754Says()).isEmpty();
  }

  /**
   * Whatever is ours, both paths are found or refused, and what is sent because of them can be
   * written.
   */
  private static void shouldFindItsWay(SynPacket syn) {
    Predicate<Ipv6Address> ours = Ipv6Prefix.of(syn.activeSid(), 80)::contains;
    Srh srh = syn.srh();
    if (srh != null && ForwardPath.find(srh, ours) instanceof ForwardPath forward) {
      int passes = forward.sids().size();
      ReturnPath back =
          switch (ReturnPath.find(syn, ours, PacketFuzzTest::isProxy, passes, OPTIONS)) {
            case ReturnPath path -> path;
            case OpenReturnPath open -> open.record(forward.sids());
            case Refused refused -> null;
          };
      if (back != null) {
        shouldBeReadable(forward.onward(back.onward()));
        shouldReset(syn, back.answer());
      }
    }
  }

  private static boolean isProxy(Ipv6Address address) {
    return address.bits(80, 16) != 0;
  }

  private static void shouldBeReadable(Srh srh) {
    assertThat(new StrictReader(srh.toBytes()).whatLinuxSays()).isEmpty();
    try {
      assertThat(Srh.parse(ByteBuffer.wrap(srh.toBytes()), OPTIONS)).isEqualTo(srh);
    } catch (RefusedException e) {
      throw new AssertionError(srh.toString(), e);
    }
  }

  private static void shouldReset(SynPacket syn, Optional<Srh> answer) {
    @Nullable Srh path = answer.orElse(null);
    TcpPacket reset = syn.reset(path);
    try {
      assertThat(TcpPacket.parse(ByteBuffer.wrap(reset.toBytes()), OPTIONS)).isEqualTo(reset);
    } catch (RefusedException e) {
      throw new AssertionError(reset.toString(), e);
    }
  }
}

package org.srv6pipes.lab;

import java.util.Optional;

/**
 * How a link treats packets, the same in both directions.
 *
 * @param mtu largest IPv6 packet, at least 1280
 * @param offloads whether packets may be larger than the MTU on the way through the kernel (TSO,
 *     GSO, GRO). They are switched off for links with a loss, a rate or an impairment, because
 *     those count packets
 * @param loss the share of packets that the receiving end never sees, 0 to 1; decided in the
 *     kernel, at random
 * @param rate bits per second that the sending end lets through; 0 for no limit
 * @param impairment what else happens on the way; such a link passes through this JVM
 */
public record LinkShape(
    int mtu, boolean offloads, double loss, long rate, Optional<Impairment> impairment) {
  private static final int SMALLEST_IPV6_MTU = 1280;
  private static final int LARGEST_VETH_MTU = 65535;

  /** A plain veth pair: 1500 bytes, offloads on, nothing lost, as fast as the machine. */
  public static final LinkShape PLAIN = new LinkShape(1500, true, 0, 0, Optional.empty());

  public LinkShape {
    if (mtu < SMALLEST_IPV6_MTU || mtu > LARGEST_VETH_MTU) {
      throw new IllegalArgumentException("mtu " + mtu + ": a link carries 1280 to 65535 bytes");
    }
    requireShare("loss", loss);
    if (rate < 0) {
      throw new IllegalArgumentException("rate " + rate + ": bits per second, 0 for no limit");
    }
    offloads = offloads && loss == 0 && rate == 0 && impairment.isEmpty();
  }

  static void requireShare(String what, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(what + " " + share + ": a share from 0 to 1");
    }
  }

  public LinkShape withMtu(int bytes) {
    return new LinkShape(bytes, offloads, loss, rate, impairment);
  }

  public LinkShape withoutOffloads() {
    return new LinkShape(mtu, false, loss, rate, impairment);
  }

  public LinkShape withLoss(double share) {
    return new LinkShape(mtu, offloads, share, rate, impairment);
  }

  public LinkShape withRate(long bitsPerSecond) {
    return new LinkShape(mtu, offloads, loss, bitsPerSecond, impairment);
  }

  public LinkShape withImpairment(Impairment what) {
    return new LinkShape(mtu, offloads, loss, rate, Optional.of(what));
  }
}

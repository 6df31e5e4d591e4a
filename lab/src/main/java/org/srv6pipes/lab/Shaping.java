package org.srv6pipes.lab;

import java.util.ArrayList;
import java.util.List;

/**
 * The shell commands that give one end of a link its shape.
 *
 * <p>Loss happens where packets come in, in a netdev table before anything else of the host sees
 * them: a packet dropped on the way out is known to the sender's TCP, which is not how a network
 * loses it, and a rule in {@code PREROUTING} would stand behind the rules of whatever is tested.
 * Captures show lost packets, as a wire would.
 */
final class Shaping {
  private static final int LOSS_STEPS = 1_000_000;

  private Shaping() {}

  /** What a fresh end needs: nothing for a plain link. The MTU is given when the link is laid. */
  static String of(String device, LinkShape shape) {
    List<String> commands = new ArrayList<>();
    if (!shape.offloads()) {
      commands.add(offloads(device, false));
    }
    if (shape.impairment().isPresent()) {
      commands.add(checksumsFilledIn(device));
    }
    if (shape.rate() > 0) {
      commands.add(rate(device, shape.rate()));
    }
    if (shape.loss() > 0) {
      commands.add(loss(device, shape.loss()));
    }
    return String.join("\n", commands);
  }

  /** What an end needs that has had another shape before. */
  static String change(String device, LinkShape shape) {
    return String.join(
        "\n",
        "ip link set dev %s mtu %d".formatted(device, shape.mtu()),
        offloads(device, shape.offloads()),
        shape.rate() > 0 ? rate(device, shape.rate()) : noRate(device),
        shape.loss() > 0 ? loss(device, shape.loss()) : noLoss(device));
  }

  private static String offloads(String device, boolean on) {
    return "ethtool -K %s tso %s gso %2$s gro %2$s >/dev/null".formatted(device, on ? "on" : "off");
  }

  /** What a wire takes in must be whole: it is not the kernel that hands it to the other end. */
  private static String checksumsFilledIn(String device) {
    return "ethtool -K %s tx off >/dev/null".formatted(device);
  }

  /** A bucket that holds 10 ms at that rate, never less than two packets, and a queue of 50 ms. */
  private static String rate(String device, long bitsPerSecond) {
    long burst = Math.max(bitsPerSecond / 8 / 100, 4096);
    return "tc qdisc replace dev %s root tbf rate %dbit burst %db latency 50ms"
        .formatted(device, bitsPerSecond, burst);
  }

  private static String noRate(String device) {
    return "tc qdisc del dev %s root 2>/dev/null || true".formatted(device);
  }

  private static String loss(String device, double share) {
    return """
    nft -f - <<LOSS
    table netdev %s
    delete table netdev %1$s
    table netdev %1$s {
      chain in {
        type filter hook ingress device "%s" priority -500
        icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
        numgen random mod %d < %d counter drop
      }
    }
    LOSS\
    """
        .formatted("lab-" + device, device, LOSS_STEPS, Math.round(share * LOSS_STEPS));
  }

  private static String noLoss(String device) {
    return "nft delete table netdev lab-%s 2>/dev/null || true".formatted(device);
  }
}

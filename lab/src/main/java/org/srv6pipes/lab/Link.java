package org.srv6pipes.lab;

import java.util.Optional;

/** The link between two hosts of a running lab. */
public final class Link {
  private final Host one;
  private final Host other;

  private final Optional<Wire> wire;

  Link(Host one, Host other, Optional<Wire> wire) {
    this.one = one;
    this.other = other;
    this.wire = wire;
  }

  /** Takes both ends down; the kernel forgets every route through them. */
  public void down() {
    one.check("ip", "link", "set", "dev", other.name(), "down");
    other.check("ip", "link", "set", "dev", one.name(), "down");
  }

  /**
   * Brings both ends up again with the addresses and routes of the topology; returns when packets
   * pass.
   */
  public void up() {
    one.shell(one.settings(other.name()));
    other.shell(other.settings(one.name()));
    one.shell(SetupScript.awaitUp(one.interfaceTo(other.name())));
    other.shell(SetupScript.awaitUp(other.interfaceTo(one.name())));
  }

  /**
   * Gives both directions another shape. Only a link that was laid with an impairment, be it {@link
   * Impairment#NONE}, can get one.
   */
  public void shape(LinkShape shape) {
    Impairment impairment = shape.impairment().orElse(Impairment.NONE);
    if (wire.isEmpty() && shape.impairment().isPresent()) {
      throw new IllegalArgumentException(
          "link %s - %s was laid without an impairment, so it can get none: lay it with Impairment.NONE"
              .formatted(one, other));
    }
    LinkShape possible = wire.isEmpty() ? shape : shape.withImpairment(impairment);
    one.shell(Shaping.change(other.name(), possible));
    other.shell(Shaping.change(one.name(), possible));
    wire.ifPresent(it -> it.impair(impairment));
  }
}

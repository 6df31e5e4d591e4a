package org.srv6pipes.lab;

/** The link between two hosts of a running lab. */
public final class Link {
  private final Host one;
  private final Host other;

  Link(Host one, Host other) {
    this.one = one;
    this.other = other;
    one.interfaceTo(other.name());
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

  /** Gives both directions another shape. */
  public void shape(LinkShape shape) {
    one.shell(Shaping.change(other.name(), shape));
    other.shell(Shaping.change(one.name(), shape));
  }
}

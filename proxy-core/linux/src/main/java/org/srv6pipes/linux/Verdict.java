package org.srv6pipes.linux;

/** What becomes of a queued packet, with the numbers of linux/netfilter.h. */
public enum Verdict {
  DROP(0),
  ACCEPT(1);

  final int number;

  Verdict(int number) {
    this.number = number;
  }
}

package org.srv6pipes.lab.fault;

/** How a direction ended, as its receiver saw it. */
public enum Heard {
  /** Every byte that the sender meant, and then its end. */
  ALL,
  /** A part, and then an error. */
  FAILED,
  /** A byte that was never said, or an end that the sender had not meant, without any error. */
  WRONG,
  /** Nobody cared: this end had gone itself. */
  GONE
}

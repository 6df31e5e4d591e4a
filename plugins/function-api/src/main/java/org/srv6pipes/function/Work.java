package org.srv6pipes.function;

/**
 * How long a call to a function may take, its creation and {@code close} included. It decides on
 * which thread the host calls it.
 */
public enum Work {

  /** Not much longer than a copy of the bytes: the host calls it on its event loop. */
  LIGHT,

  /** Never waits, but computes much longer than a copy takes: the host uses a worker thread. */
  HEAVY,

  /** May wait for a file, a program or a network: the host uses a thread that may wait. */
  BLOCKING
}

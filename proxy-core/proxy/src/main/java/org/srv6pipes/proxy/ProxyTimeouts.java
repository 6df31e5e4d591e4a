package org.srv6pipes.proxy;

import static org.srv6pipes.service.config.ValueTypes.DURATION;

import java.time.Duration;
import org.srv6pipes.service.config.Key;
import org.srv6pipes.service.config.Keys;
import org.srv6pipes.service.config.Table;

/** How long things may take; every state of a flow has one of these. */
public record ProxyTimeouts(
    Duration connect,
    Duration arrival,
    Duration idle,
    Duration halfClosed,
    Duration keepAlive,
    Duration user,
    Duration drain) {

  private static final Keys KEYS = new Keys();
  private static final Key<Duration> CONNECT =
      KEYS.key(
          "connect",
          DURATION,
          Duration.ofSeconds(30),
          "How long the onward connection may take. Afterwards the client's SYN is dropped, and its"
              + " next one begins anew.");
  private static final Key<Duration> ARRIVAL =
      KEYS.key(
          "arrival",
          DURATION,
          Duration.ofSeconds(20),
          "How long a client may take to complete a handshake that the server has answered.");
  private static final Key<Duration> IDLE =
      KEYS.key(
          "idle", DURATION, Duration.ofHours(2), "A flow without a byte for so long is reset.");
  private static final Key<Duration> HALF_CLOSED =
      KEYS.key(
          "half-closed",
          DURATION,
          Duration.ofMinutes(10),
          "A flow of which one side has finished, without a byte from the other for so long, is"
              + " reset.");
  private static final Key<Duration> KEEP_ALIVE =
      KEYS.key(
          "keep-alive",
          DURATION,
          Duration.ofMinutes(5),
          "After so long without a packet a peer is asked whether it is still there; one that does"
              + " not answer for as long again has vanished, or its reset was lost. `0s`: nobody is"
              + " asked.");
  private static final Key<Duration> USER =
      KEYS.key(
          "user",
          DURATION,
          Duration.ZERO,
          "How long what was sent to a peer may stay without an acknowledgement, before the peer"
              + " has vanished. `0s`: as long as the kernel tries, about a quarter of an hour.");
  private static final Key<Duration> DRAIN =
      KEYS.key(
          "drain",
          DURATION,
          Duration.ofSeconds(10),
          "How long flows may go on after SIGTERM, before they are reset.");

  static final Table<ProxyTimeouts> TABLE =
      KEYS.readAs(
          values ->
              new ProxyTimeouts(
                  values.get(CONNECT),
                  values.get(ARRIVAL),
                  values.get(IDLE),
                  values.get(HALF_CLOSED),
                  values.get(KEEP_ALIVE),
                  values.get(USER),
                  values.get(DRAIN)));
}

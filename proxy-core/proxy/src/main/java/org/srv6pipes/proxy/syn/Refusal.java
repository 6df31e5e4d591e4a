package org.srv6pipes.proxy.syn;

import org.srv6pipes.wire.Refused;

/**
 * Why a SYN is not admitted.
 *
 * @param kind for counters and policy
 * @param detail for a person
 */
public record Refusal(Kind kind, String detail) {

  /** The kinds of refusal, in the order in which admission looks. */
  public enum Kind {
    /** The packet is not one that a strict reader would take. */
    MALFORMED,
    /** The segment lists contradict themselves or us. */
    PATH,
    /** No function has the number of a SID. */
    UNKNOWN_FUNCTION,
    /** The parameters of a SID do not parse. */
    BAD_PARAMETERS,
    /** The source may not use this proxy. */
    SOURCE_NOT_ALLOWED,
    /** The final segment is where no proxy should connect. */
    DESTINATION_NOT_ALLOWED,
    /** The proxy is stopping. */
    DRAINING
  }

  static Refusal of(Refused refused) {
    Kind kind =
        switch (refused.reason()) {
          case NO_SEGMENTS_LEFT,
              NOT_OUR_SEGMENT,
              FINAL_SEGMENT_IS_OURS,
              FORWARD_PATH_COMES_BACK,
              RETURN_PATH_NOT_TO_SOURCE,
              RETURN_PATH_WITHOUT_US,
              RETURN_PATH_COMES_BACK,
              RETURN_PATH_FULL ->
              Kind.PATH;
          default -> Kind.MALFORMED;
        };
    return new Refusal(kind, refused.reason() + ": " + refused.detail());
  }

  @Override
  public String toString() {
    return kind + ": " + detail;
  }
}

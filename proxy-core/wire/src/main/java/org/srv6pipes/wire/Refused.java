package org.srv6pipes.wire;

/**
 * Why a packet is not what it should be.
 *
 * @param detail the numbers or addresses that do not fit, for a person
 */
public record Refused(Reason reason, String detail)
    implements Parsed, ForwardPathResult, ReturnPathResult {

  /** Every way in which a packet can be refused before anyone's policy is asked. */
  public enum Reason {
    /** A header goes on behind the end of what was captured. */
    TRUNCATED,
    /** The first four bits are not 6. */
    NOT_IPV6,
    /** Two lengths of the packet cannot both be true. */
    LENGTH_CONTRADICTS,
    /** More extension headers than any sender has a reason for. */
    TOO_MANY_EXTENSION_HEADERS,
    /** An extension header that cannot be passed over, ESP and AH included. */
    UNKNOWN_EXTENSION_HEADER,
    /** A hop-by-hop header that is not the first (RFC 8200 section 4.1). */
    HOP_BY_HOP_NOT_FIRST,
    /** A fragment, the first or only one included. */
    FRAGMENT,
    /** A routing header of another type than 4. */
    UNKNOWN_ROUTING_TYPE,
    /** A second routing header. */
    TWO_ROUTING_HEADERS,
    /** The SRH's last entry lies behind the end of the SRH. */
    LAST_ENTRY_PAST_HEADER,
    /** The SRH's segments left points behind its list. */
    SEGMENTS_LEFT_PAST_LIST,
    /** The packet is addressed to someone else than its active segment. */
    ACTIVE_SEGMENT_IS_NOT_DESTINATION,
    /** A TLV goes on behind the end of the SRH. */
    TLV_PAST_END,
    /** A padding or HMAC TLV of a length that RFC 8754 does not allow. */
    TLV_MALFORMED,
    /** A return-path TLV whose parts contradict each other, or a second one. */
    RETURN_PATH_MALFORMED,
    /**
     * An IP packet or a frame inside the packet, which a proxy of TCP connections does not look
     * into.
     */
    ENCAPSULATED,
    /** Something else than TCP, or nothing at all. */
    NOT_TCP,
    /** A TCP header that no connection can begin or go on with. */
    TCP_MALFORMED,
    /** TCP, but not the first segment of a connection. */
    NOT_A_SYN,
    /** A segment that was altered on its way, where somebody had to look. */
    CHECKSUM_WRONG,

    /** No segment is left: there is no function to run here. */
    NO_SEGMENTS_LEFT,
    /** The active segment is not one of ours. */
    NOT_OUR_SEGMENT,
    /** The segment list ends at the proxy itself: there is no server. */
    FINAL_SEGMENT_IS_OURS,
    /**
     * The segment list comes back here after another node: the same four-tuple cannot be bound
     * twice.
     */
    FORWARD_PATH_COMES_BACK,
    /** The return path ends at someone else than the packet's source. */
    RETURN_PATH_NOT_TO_SOURCE,
    /** The return path goes on, but not through us. */
    RETURN_PATH_WITHOUT_US,
    /** The return path passes here before or after another node as well. */
    RETURN_PATH_COMES_BACK,
    /** No room for another entry in the return-path TLV. */
    RETURN_PATH_FULL,
  }

  @Override
  public String toString() {
    return reason + ": " + detail;
  }
}

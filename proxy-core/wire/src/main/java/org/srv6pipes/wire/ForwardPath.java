package org.srv6pipes.wire;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The part of a forward segment list that is this proxy's: the active segment and those of ours
 * that follow it at once, run in one pass.
 *
 * <pre>
 *   segments   [0]      [1]   [2]   [3]   [4]
 *            server     p2   ours  ours   p0
 *                        |     |     segments left
 *                     next()  last
 * </pre>
 *
 * @param last the lowest index of the pass
 */
public record ForwardPath(Srh srh, int last) implements ForwardPathResult {

  public ForwardPath {
    Checks.require(
        last >= 1 && last <= srh.segmentsLeft(),
        "a pass ends between the active segment and the one before the server");
  }

  /**
   * @param ours which addresses are SIDs of this proxy
   */
  public static ForwardPathResult find(Srh srh, Predicate<Ipv6Address> ours) {
    if (srh.segmentsLeft() == 0) {
      return new Refused(Refused.Reason.NO_SEGMENTS_LEFT, "destination " + srh.activeSegment());
    }
    if (!ours.test(srh.activeSegment())) {
      return new Refused(Refused.Reason.NOT_OUR_SEGMENT, srh.activeSegment().toString());
    }
    if (ours.test(srh.finalDestination())) {
      return new Refused(Refused.Reason.FINAL_SEGMENT_IS_OURS, srh.finalDestination().toString());
    }
    int last = srh.segmentsLeft();
    while (ours.test(srh.segments().get(last - 1))) {
      last--;
    }
    for (Ipv6Address later : srh.segments().subList(1, last)) {
      if (ours.test(later)) {
        return new Refused(
            Refused.Reason.FORWARD_PATH_COMES_BACK,
            later + " follows " + srh.segments().get(last - 1));
      }
    }
    return new ForwardPath(srh, last);
  }

  /** Our SIDs, in the order in which bytes to the server meet them. */
  public List<Ipv6Address> sids() {
    return srh.segments().subList(last, srh.segmentsLeft() + 1).reversed();
  }

  /** Where the connection goes from here: the next proxy, or the server itself. */
  public Ipv6Address next() {
    return srh.segments().get(last - 1);
  }

  /** The header of the onward connection, with the return path for those who come. */
  public Srh onward(@Nullable ReturnPathTlv returnPath) {
    return srh.onward(last - 1, returnPath);
  }
}

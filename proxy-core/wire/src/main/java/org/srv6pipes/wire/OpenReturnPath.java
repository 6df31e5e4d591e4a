package org.srv6pipes.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A return path that ends before this proxy, because the client named none or not so far: whoever
 * passes records itself.
 *
 * @param before the client, and the proxies that recorded themselves
 */
public record OpenReturnPath(int type, List<Ipv6Address> before) implements ReturnPathResult {

  public OpenReturnPath {
    before = List.copyOf(before);
    Checks.require(!before.isEmpty(), "a return path begins with the client");
  }

  /** The header of answers to the client's side; none where nobody has recorded himself. */
  public Optional<Srh> answer() {
    return new ReturnPathTlv(type, before.size() - 1, before).answer();
  }

  /**
   * This path with the proxy in it.
   *
   * @param returnSids one for each SID of the forward pass, in that order
   */
  public ReturnPath record(List<Ipv6Address> returnSids) {
    List<Ipv6Address> entries = new ArrayList<>(before);
    entries.addAll(returnSids);
    return new ReturnPath(type, entries, before, before.size(), entries.size() - 1);
  }
}

package org.srv6pipes.proxy.syn;

import java.util.Optional;
import org.srv6pipes.proxy.flow.AdmittedFlow;
import org.srv6pipes.wire.Srh;

/** What admission decided for one SYN. */
public sealed interface Decision {

  /** The flow is served. */
  record Accept(AdmittedFlow flow) implements Decision {}

  /** The packet is none of our business: it goes on as if we were not there. */
  record NotOurs() implements Decision {}

  /** The flow is not served: it goes past the proxy. */
  record Pass(String why) implements Decision {}

  /**
   * The flow is not served.
   *
   * @param answer the header that takes a reset to the client by the way that its SYN asked for;
   *     empty for the direct way or where the SYN's own return path is what is wrong
   */
  record Refuse(Refusal refusal, Optional<Srh> answer) implements Decision {}
}

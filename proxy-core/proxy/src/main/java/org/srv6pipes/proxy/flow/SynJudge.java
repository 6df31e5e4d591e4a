package org.srv6pipes.proxy.flow;

import java.nio.ByteBuffer;
import java.util.Optional;

/** Decides about a connection that the kernel has accepted already, from the SYN that it saved. */
@FunctionalInterface
public interface SynJudge {

  /** The admitted flow; empty if it is refused, which has been counted. */
  Optional<AdmittedFlow> judge(ByteBuffer savedSyn);
}

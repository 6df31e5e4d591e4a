package org.srv6pipes.proxy.flow;

/** Where admission hands over the flows that it accepts. */
@FunctionalInterface
public interface FlowOpener {

  /** Takes over the flow and the SYN's verdict. Called from the thread that captured the SYN. */
  void open(AdmittedFlow flow, HeldSyn syn);
}

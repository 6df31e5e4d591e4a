package org.srv6pipes.proxy.chain;

import org.srv6pipes.function.FunctionPlan;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.wire.Sid;

/**
 * A function that a SID of this proxy named, ready to be made for a flow.
 *
 * @param name as the catalogue knows it
 * @param sid the segment that named it
 * @param parameters for which the plan was made
 * @param plan makes the instances
 */
public record PlannedFunction(String name, Sid sid, Parameters parameters, FunctionPlan plan) {

  @Override
  public String toString() {
    return parameters.bits() == 0 ? name : name + '(' + parameters + ')';
  }
}

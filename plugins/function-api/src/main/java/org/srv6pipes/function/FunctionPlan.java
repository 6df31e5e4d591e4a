package org.srv6pipes.function;

/**
 * A function with configuration and parameters: all that can be known before a flow. Used by
 * several threads at once.
 */
@FunctionalInterface
public interface FunctionPlan {

  /**
   * Makes the instance for one direction of one flow.
   *
   * @param flow the flow and the host's services to it
   * @return a new instance, which the host will close
   * @throws FunctionException if it cannot be had; the flow is then reset
   */
  StreamFunction create(FlowContext flow) throws FunctionException;

  /**
   * Says what the host may rely on. The answer never changes.
   *
   * @return the traits of every instance that this plan makes
   */
  default Traits traits() {
    return Traits.DEFAULT;
  }

  /**
   * A plan with traits.
   *
   * @param traits what the host may rely on
   * @param maker makes the instances
   * @return a plan with these traits whose instances come from {@code maker}
   */
  static FunctionPlan of(Traits traits, FunctionPlan maker) {
    return new PlanWithTraits(traits, maker);
  }

  /**
   * What {@link FunctionFactory#plan} returns when it has reported a problem.
   *
   * @return a plan that the host recognises as none
   */
  static FunctionPlan refused() {
    return PlanWithTraits.REFUSED;
  }
}

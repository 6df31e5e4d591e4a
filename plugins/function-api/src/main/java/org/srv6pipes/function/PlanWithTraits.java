package org.srv6pipes.function;

record PlanWithTraits(Traits traits, FunctionPlan maker) implements FunctionPlan {

  static final FunctionPlan REFUSED =
      new PlanWithTraits(
          Traits.DEFAULT,
          flow -> {
            throw new FunctionException("the parameters were refused");
          });

  @Override
  public StreamFunction create(FlowContext flow) throws FunctionException {
    return maker.create(flow);
  }
}

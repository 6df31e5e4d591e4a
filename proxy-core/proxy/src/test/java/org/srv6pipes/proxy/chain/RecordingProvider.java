package org.srv6pipes.proxy.chain;

import java.util.ArrayList;
import java.util.List;
import org.srv6pipes.function.ApiVersion;
import org.srv6pipes.function.ConfigSection;
import org.srv6pipes.function.FunctionDescriptor;
import org.srv6pipes.function.FunctionFactory;
import org.srv6pipes.function.FunctionPlan;
import org.srv6pipes.function.FunctionProvider;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.function.Problems;

/** A function whose factories write down what they are told. */
public final class RecordingProvider implements FunctionProvider {

  static final List<String> TOLD = new ArrayList<>();

  @Override
  public int apiVersion() {
    return ApiVersion.CURRENT;
  }

  @Override
  public FunctionDescriptor descriptor() {
    return FunctionDescriptor.of("recording", 0x7001, "Writes down what it is told.");
  }

  @Override
  public FunctionFactory configure(ConfigSection section, Problems problems) {
    return new FunctionFactory() {
      @Override
      public FunctionPlan plan(Parameters parameters, Problems unsuitable) {
        return FunctionPlan.refused();
      }

      @Override
      public void replaced() {
        TOLD.add("replaced");
      }

      @Override
      public void close() {
        TOLD.add("close");
      }
    };
  }
}

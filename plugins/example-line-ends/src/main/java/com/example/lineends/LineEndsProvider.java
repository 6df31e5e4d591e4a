package com.example.lineends;

import org.srv6pipes.function.ApiVersion;
import org.srv6pipes.function.ConfigSection;
import org.srv6pipes.function.FunctionDescriptor;
import org.srv6pipes.function.FunctionFactory;
import org.srv6pipes.function.FunctionPlan;
import org.srv6pipes.function.FunctionProvider;
import org.srv6pipes.function.ParameterField;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.function.Problems;

/** {@code line-ends}: text with the line ends of one system for readers on another. */
public final class LineEndsProvider implements FunctionProvider {

  private static final ParameterField TO =
      ParameterField.choice("to", 0, 1, "crlf", "lf").doc("The line ends that come out.");

  private static final FunctionDescriptor DESCRIPTOR =
      FunctionDescriptor.of("line-ends", 0x8001, "Makes all line ends of a text the same.")
          .parameters(TO);

  @Override
  public int apiVersion() {
    return ApiVersion.CURRENT;
  }

  @Override
  public FunctionDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public FunctionFactory configure(ConfigSection section, Problems problems) {
    return (parameters, unsuitable) -> plan(parameters);
  }

  private static FunctionPlan plan(Parameters parameters) {
    boolean withReturn = TO.word(parameters).equals("crlf");
    return flow -> new LineEnds(withReturn);
  }
}

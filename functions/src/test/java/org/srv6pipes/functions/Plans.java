package org.srv6pipes.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.srv6pipes.function.ConfigSection;
import org.srv6pipes.function.FunctionFactory;
import org.srv6pipes.function.FunctionPlan;
import org.srv6pipes.function.FunctionProvider;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.function.Problems;

/** Plans for tests, as the host would make them. */
final class Plans {

  private Plans() {}

  static FunctionPlan of(FunctionProvider provider, int bits) {
    Problems problems = new Problems();
    provider.descriptor().parameters().check(new Parameters(bits), problems);
    FunctionPlan plan = factory(provider).plan(new Parameters(bits), problems);
    assertThat(problems.list()).isEmpty();
    return plan;
  }

  static FunctionFactory factory(FunctionProvider provider) {
    return factory(provider, Map.of());
  }

  static FunctionFactory factory(FunctionProvider provider, Map<String, ?> configuration) {
    Problems problems = new Problems();
    FunctionFactory factory = factory(provider, configuration, problems);
    assertThat(problems.list()).isEmpty();
    return factory;
  }

  static FunctionFactory factory(
      FunctionProvider provider, Map<String, ?> configuration, Problems problems) {
    ConfigSection section =
        ConfigSection.read(
            configuration,
            provider.descriptor().settings(),
            Path.of("").toAbsolutePath(),
            problems);
    return provider.configure(section, problems);
  }
}

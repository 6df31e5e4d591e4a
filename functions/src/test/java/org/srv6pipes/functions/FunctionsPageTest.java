package org.srv6pipes.functions;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.srv6pipes.function.Effect;
import org.srv6pipes.function.FunctionDescriptor;
import org.srv6pipes.function.FunctionPlan;
import org.srv6pipes.function.FunctionProvider;
import org.srv6pipes.function.Inverse;
import org.srv6pipes.function.ParameterField;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.function.Problems;
import org.srv6pipes.function.Traits;
import org.srv6pipes.function.Work;

/** The pages about functions say what the code says. */
class FunctionsPageTest {

  private static final Path ROOT = Path.of(System.getProperty("srv6pipes.root"));
  private static final Pattern MARK = Pattern.compile("<!-- ([a-z0-9-]+) -->");
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @Test
  void shouldDescribeEveryFunctionAsItIs() throws Exception {
    String template =
        Files.readString(ROOT.resolve("functions/src/test/resources/functions-page.md"));
    String page = MARK.matcher(template).replaceAll(FunctionsPageTest::description);
    Path made = Files.writeString(ROOT.resolve("functions/target/functions.md"), page);

    assertThat(ROOT.resolve("docs/functions.md"))
        .as("run: cp %s docs/functions.md", ROOT.relativize(made))
        .hasContent(page);
  }

  @Test
  void shouldLeaveNoFunctionOut() throws Exception {
    String page = Files.readString(ROOT.resolve("docs/functions.md"));

    assertThat(providers())
        .allSatisfy(provider -> assertThat(page).contains(heading(provider.descriptor())));
  }

  @Test
  void shouldShowTheCodeOfTheExample() throws Exception {
    String page = Files.readString(ROOT.resolve("docs/write-a-function.md"));
    String sources = withoutIndentation(sourcesOfTheExample());

    List<String> shown = JAVA.matcher(page).results().map(block -> block.group(1)).toList();

    assertThat(shown).hasSizeGreaterThan(4);
    assertThat(shown)
        .allSatisfy(
            block ->
                assertThat(block.split("\n\n"))
                    .allSatisfy(part -> assertThat(sources).contains(withoutIndentation(part))));
  }

  private static String description(MatchResult mark) {
    FunctionProvider provider =
        providers().stream()
            .filter(candidate -> candidate.descriptor().name().equals(mark.group(1)))
            .findFirst()
            .orElseThrow(() -> new AssertionError("There is no function " + mark.group(1)));
    FunctionDescriptor function = provider.descriptor();
    List<String> paragraphs = new ArrayList<>();
    paragraphs.add(heading(function));
    paragraphs.add(function.summary());
    paragraphs.add(facts(provider));
    if (!function.parameters().fields().isEmpty()) {
      paragraphs.add(
          "| parameter | bits | values | default | meaning |\n|---|---|---|---|---|\n"
              + function.parameters().fields().stream()
                  .map(FunctionsPageTest::row)
                  .collect(joining("\n")));
    }
    return Matcher.quoteReplacement(String.join("\n\n", paragraphs));
  }

  private static String heading(FunctionDescriptor function) {
    return "### `%s`, 0x%04X".formatted(function.name(), function.number());
  }

  private static String facts(FunctionProvider provider) {
    String undone =
        provider
            .descriptor()
            .inverse()
            .map(Inverse::name)
            .map(name -> "`" + name + "`")
            .orElse("nothing");
    return plan(provider)
        .map(FunctionPlan::traits)
        .map(
            traits ->
                "Undone by %s. %s Memory: %s.".formatted(undone, where(traits), memory(traits)))
        .orElse("Undone by %s.".formatted(undone));
  }

  /**
   * A plan with defaults, or if that would do nothing, with the least that does something. Without
   * a configuration some functions have none to speak of.
   */
  private static Optional<FunctionPlan> plan(FunctionProvider provider) {
    Optional<FunctionPlan> plan = plan(provider, Parameters.DEFAULTS);
    boolean idle = plan.filter(it -> it.traits().effect() == Effect.NONE).isPresent();
    boolean canDoMore = !provider.descriptor().parameters().fields().isEmpty();
    return idle && canDoMore ? plan(provider, new Parameters(1)) : plan;
  }

  private static Optional<FunctionPlan> plan(FunctionProvider provider, Parameters parameters) {
    Problems problems = new Problems();
    FunctionPlan plan = Plans.factory(provider).plan(parameters, problems);
    return problems.isEmpty() ? Optional.of(plan) : Optional.empty();
  }

  private static String where(Traits traits) {
    if (traits.effect() == Effect.NONE || traits.effect() == Effect.COUNTS) {
      return "The kernel carries the bytes.";
    }
    if (traits.work() == Work.LIGHT) {
      return "Runs on the event loop.";
    }
    return traits.lightUpTo() == 0
        ? "Runs on a worker thread."
        : "Runs on a worker thread, pieces of up to %d bytes on the event loop."
            .formatted(traits.lightUpTo());
  }

  private static String memory(Traits traits) {
    long bytes = traits.memoryPerFlow();
    return bytes < 1024 ? "next to none" : (bytes + 1023) / 1024 + " KiB";
  }

  private static String row(ParameterField field) {
    int high = field.lowBit() + field.width() - 1;
    String bits = field.width() == 1 ? "" + high : field.lowBit() + "-" + high;
    return "| `%s` | %s | %s | %s | %s |"
        .formatted(field.name(), bits, field.range(), field.format(field.standard()), field.doc());
  }

  private static List<FunctionProvider> providers() {
    return ServiceLoader.load(FunctionProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .toList();
  }

  private static String sourcesOfTheExample() throws Exception {
    StringBuilder sources = new StringBuilder();
    try (Stream<Path> files = Files.walk(ROOT.resolve("plugins/example-line-ends/src"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        sources.append(Files.readString(file));
      }
    }
    return sources.toString();
  }

  private static String withoutIndentation(String code) {
    return code.lines().map(String::strip).filter(line -> !line.isEmpty()).collect(joining("\n"));
  }
}

package org.srv6pipes.lab.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.srv6pipes.lab.Lab;

/** Runs test classes inside this test, with a tally of their own. */
@NamespaceTest
final class NamespaceTestTest {
  private static final String ROOT = "srv6pipes.root";
  private static final boolean IN_CI = "true".equals(System.getenv("CI"));

  @TempDir Path root;
  private String rootOfThisBuild;

  @BeforeEach
  void countElsewhere() {
    rootOfThisBuild = System.setProperty(ROOT, root.toString());
  }

  @AfterEach
  void countHereAgain() {
    if (rootOfThisBuild == null) {
      System.clearProperty(ROOT);
    } else {
      System.setProperty(ROOT, rootOfThisBuild);
    }
  }

  @NamespaceTest(tools = "no-such-tool")
  static final class NeedsWhatIsNotThere {
    @Test
    void first() {}

    @Test
    void second() {}
  }

  @Test
  void shouldSkipWithTheReasonOrFailInCi() throws IOException {
    EngineExecutionResults results = run(NeedsWhatIsNotThere.class);
    results.testEvents().assertStatistics(statistics -> statistics.started(0));
    if (IN_CI) {
      assertThat(failure(results))
          .hasMessageContaining("CI=true")
          .hasMessageContaining("no-such-tool");
    } else {
      assertThat(skipped(results)).containsExactly("not on the PATH: no-such-tool");
      assertThat(tally()).containsExactlyInAnyOrder("skipped first", "skipped second");
    }
  }

  @NamespaceTest
  static final class Fails {
    private final Lab lab = Lab.line("client", "server");

    @AfterEach
    void end() {
      lab.close();
    }

    @Test
    void shouldFail() {
      throw new IllegalStateException("on purpose");
    }
  }

  @Test
  void shouldShowTheStateOfTheLabWhenATestFails() throws IOException {
    Throwable failure = failure(run(Fails.class));
    assertThat(failure).hasMessage("on purpose");
    assertThat(failure.getSuppressed()).hasSize(1);
    assertThat(failure.getSuppressed()[0])
        .hasMessageContaining("=== client")
        .hasMessageContaining("2001:db8:1::");
    assertThat(tally()).containsExactly("run shouldFail()");
  }

  @NamespaceTest
  static final class KeepsItsLabForever {
    @SuppressWarnings("UnusedVariable") // what is looked at
    private static Lab lab;

    @Test
    void first() {}
  }

  @Test
  void shouldRefuseALabThatASecondGoWouldFindClosed() {
    assertThat(failure(run(KeepsItsLabForever.class))).hasMessageContaining("static field");
  }

  private static EngineExecutionResults run(Class<?> tests) {
    return EngineTestKit.engine("junit-jupiter").selectors(selectClass(tests)).execute();
  }

  private static List<String> skipped(EngineExecutionResults results) {
    return results
        .allEvents()
        .skipped()
        .map(event -> event.getRequiredPayload(String.class))
        .toList();
  }

  private static Throwable failure(EngineExecutionResults results) {
    return results
        .allEvents()
        .failed()
        .map(event -> event.getRequiredPayload(TestExecutionResult.class))
        .flatMap(result -> result.getThrowable().stream())
        .findFirst()
        .orElseThrow();
  }

  /** The lines of the tally, without the names of the classes. */
  private List<String> tally() throws IOException {
    return Files.readAllLines(root.resolve("target/namespace-tests")).stream()
        .map(line -> line.replaceFirst(" .*#", " "))
        .toList();
  }
}

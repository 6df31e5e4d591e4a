package org.srv6pipes.linux;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.TYPE;
import static org.junit.jupiter.api.extension.ConditionEvaluationResult.disabled;
import static org.junit.jupiter.api.extension.ConditionEvaluationResult.enabled;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * This test changes its network namespace, so it must have one of its own, and the named programs.
 * Otherwise it is skipped, or fails with {@code CI=true}. The lab has a richer annotation of this
 * kind, but stands on this module; both write to the build's one tally of namespace tests.
 */
@Target({TYPE, METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("namespace")
@ExtendWith(NeedsNamespace.Condition.class)
@interface NeedsNamespace {
  String[] tools() default {};

  class Condition implements ExecutionCondition, BeforeTestExecutionCallback {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      Optional<String> missing =
          AnnotationSupport.findAnnotation(context.getElement(), NeedsNamespace.class)
              .flatMap(Condition::missing);
      if (missing.isEmpty()) {
        return enabled("in a network namespace of its own");
      }
      if ("true".equals(System.getenv("CI"))) {
        throw new IllegalStateException("CI=true, but " + missing.get());
      }
      tally("skipped", context);
      return disabled(missing.get());
    }

    @Override
    public void beforeTestExecution(ExtensionContext context) {
      tally("run", context);
    }

    private static Optional<String> missing(NeedsNamespace needs) {
      String refused = System.getenv("SRV6PIPES_NO_NAMESPACES");
      return refused != null
          ? Optional.of("namespaces cannot be made here: " + refused)
          : Arrays.stream(needs.tools())
              .filter(Condition::isMissing)
              .map(tool -> tool + " is not installed")
              .findFirst();
    }

    private static boolean isMissing(String tool) {
      List<String> folders = List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin");
      return folders.stream().noneMatch(folder -> new File(folder, tool).canExecute());
    }

    /** A line of target/namespace-tests, which the build counts at its end. */
    private static void tally(String outcome, ExtensionContext context) {
      String root = System.getProperty("srv6pipes.root");
      if (root == null) {
        return;
      }
      String test = context.getRequiredTestClass().getName() + "#" + context.getDisplayName();
      Path tally = Path.of(root, "target", "namespace-tests");
      try {
        Files.createDirectories(tally.getParent());
        Files.writeString(
            tally,
            outcome + " " + test + "\n",
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

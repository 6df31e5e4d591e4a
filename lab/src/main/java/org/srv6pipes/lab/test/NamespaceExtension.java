package org.srv6pipes.lab.test;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ModifierSupport;
import org.junit.platform.commons.support.ReflectionSupport;
import org.srv6pipes.lab.Lab;

/** What {@link NamespaceTest} does. */
final class NamespaceExtension
    implements ExecutionCondition,
        BeforeTestExecutionCallback,
        TestExecutionExceptionHandler,
        LifecycleMethodExecutionExceptionHandler {
  private final Tally tally = Tally.ofThisBuild();

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    Class<?> tests = context.getRequiredTestClass();
    refuseLabThatOutlivesItsTests(tests);
    Optional<String> missing =
        AnnotationSupport.findAnnotation(tests, NamespaceTest.class)
            .flatMap(annotation -> Requirements.missing(annotation.tools()));
    if (missing.isEmpty()) {
      return ConditionEvaluationResult.enabled("namespaces can be made");
    }
    if ("true".equals(System.getenv("CI"))) {
      throw new IllegalStateException("CI=true, and a namespace test cannot run: " + missing.get());
    }
    if (context.getTestMethod().isEmpty()) {
      testMethods(tests).forEach(method -> tally.skipped(tests.getName() + "#" + method));
    }
    return ConditionEvaluationResult.disabled(missing.get());
  }

  private static void refuseLabThatOutlivesItsTests(Class<?> tests) {
    if (labFields(tests).anyMatch(ModifierSupport::isStatic)) {
      throw new IllegalStateException(
          tests.getName()
              + ": a second go in the same JVM would find the lab of its static field closed;"
              + " keep it in a field of the test object, with @TestInstance(PER_CLASS) where tests"
              + " share it");
    }
  }

  private static Stream<String> testMethods(Class<?> tests) {
    return ReflectionSupport.streamMethods(
            tests,
            method -> AnnotationSupport.isAnnotated(method, Testable.class),
            HierarchyTraversalMode.TOP_DOWN)
        .map(Method::getName);
  }

  @Override
  public void beforeTestExecution(ExtensionContext context) {
    tally.ran(context.getRequiredTestClass().getName() + "#" + context.getDisplayName());
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw describeLabs(context, failure);
  }

  @Override
  public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw describeLabs(context, failure);
  }

  @Override
  public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw describeLabs(context, failure);
  }

  private static Throwable describeLabs(ExtensionContext context, Throwable failure) {
    labs(context).map(StateOfLab::new).forEach(failure::addSuppressed);
    return failure;
  }

  private static Stream<Lab> labs(ExtensionContext context) {
    Object test = context.getTestInstance().orElse(null);
    return test == null
        ? Stream.empty()
        : labFields(test.getClass())
            .map(field -> ReflectionSupport.tryToReadFieldValue(field, test).toOptional())
            .flatMap(Optional::stream)
            .map(Lab.class::cast);
  }

  private static Stream<Field> labFields(Class<?> tests) {
    return ReflectionSupport.streamFields(
        tests, field -> field.getType() == Lab.class, HierarchyTraversalMode.TOP_DOWN);
  }

  /** Hangs on a failure, so that reports show it: not an error of its own, and without a stack. */
  private static final class StateOfLab extends Exception {
    private static final long serialVersionUID = 1L;

    StateOfLab(Lab lab) {
      super("\n" + lab.describe(), null, false, false);
    }
  }
}

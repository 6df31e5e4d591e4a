package org.srv6pipes.linux;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.TYPE;
import static org.junit.jupiter.api.extension.ConditionEvaluationResult.disabled;
import static org.junit.jupiter.api.extension.ConditionEvaluationResult.enabled;

import java.io.File;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * This test changes its network namespace, so it must have one of its own, and the named programs.
 */
@Target({TYPE, METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsNamespace.Condition.class)
@interface NeedsNamespace {
  String[] tools() default {};

  class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      String why = System.getenv("SRV6PIPES_NO_NAMESPACES");
      if (why != null) {
        return disabled("No network namespace of its own could be made: " + why);
      }
      return AnnotationSupport.findAnnotation(context.getElement(), NeedsNamespace.class)
          .flatMap(needs -> Arrays.stream(needs.tools()).filter(Condition::isMissing).findFirst())
          .map(tool -> disabled(tool + " is not installed"))
          .orElse(enabled("in a network namespace of its own"));
    }

    private static boolean isMissing(String tool) {
      List<String> folders = List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin");
      return folders.stream().noneMatch(folder -> new File(folder, tool).canExecute());
    }
  }
}

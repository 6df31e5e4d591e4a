package org.srv6pipes.lab.test;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class that makes hosts in network namespaces.
 *
 * <p>Where that is not possible its tests are skipped with the reason; with {@code CI=true} in the
 * environment they fail instead. Both are counted: the build prints how many namespace tests ran.
 * When a test fails, each lab in a field of the test object is described: addresses, routes, rules,
 * and what its processes printed last. So keep a lab in a field of the test object and close it in
 * {@code @AfterEach}, or with {@code @TestInstance(PER_CLASS)} in {@code @AfterAll}; one in a try
 * statement is gone before the failure is seen, and one in a static field at a second go.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(NamespaceExtension.class)
@Tag("namespace")
public @interface NamespaceTest {
  /**
   * Programs that these tests need besides {@code ip}, {@code ip6tables}, {@code unshare} and
   * {@code nsenter}.
   */
  String[] tools() default {};
}

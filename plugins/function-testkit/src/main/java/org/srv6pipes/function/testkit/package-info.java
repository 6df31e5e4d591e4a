/**
 * What every function passes: a test class that extends {@link
 * org.srv6pipes.function.testkit.FunctionConformance} and says what its function is. For tests of
 * one's own there is a host that runs a function and lets it get away with nothing, {@link
 * org.srv6pipes.function.testkit.TestHost}.
 */
package org.srv6pipes.function.testkit;

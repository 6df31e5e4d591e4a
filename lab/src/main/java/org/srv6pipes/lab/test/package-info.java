/**
 * Tests that need network namespaces: when they run, when they are skipped, what they show when
 * they fail.
 */
@NullMarked
package org.srv6pipes.lab.test;

import org.jspecify.annotations.NullMarked;

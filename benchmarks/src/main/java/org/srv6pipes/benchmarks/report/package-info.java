/** Numbers as pages and pictures, and kept for the next time. */
@NullMarked
package org.srv6pipes.benchmarks.report;

import org.jspecify.annotations.NullMarked;

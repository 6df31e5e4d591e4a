/** How much load something bears: a search that knows nothing of what it searches. */
@NullMarked
package org.srv6pipes.benchmarks.search;

import org.jspecify.annotations.NullMarked;

/** Numbers and what may be concluded from them: no input or output here. */
@NullMarked
package org.srv6pipes.benchmarks.measure;

import org.jspecify.annotations.NullMarked;

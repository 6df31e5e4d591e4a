/** What is to be measured, as a TOML file says it. */
@NullMarked
package org.srv6pipes.benchmarks.experiment;

import org.jspecify.annotations.NullMarked;

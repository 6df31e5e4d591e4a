/** What can stand between client and server, one class for each. */
@NullMarked
package org.srv6pipes.benchmarks.engine;

import org.jspecify.annotations.NullMarked;

/** What a user waits for that is no connection under load: starts, commands, queries. */
@NullMarked
package org.srv6pipes.benchmarks.times;

import org.jspecify.annotations.NullMarked;

/** What a client asks of its way to the server, and what it says of the answers. */
@NullMarked
package org.srv6pipes.benchmarks.load;

import org.jspecify.annotations.NullMarked;

/**
 * The command line, one class for each subcommand. The only place that writes to standard output.
 */
@NullMarked
package org.srv6pipes.dist.cli;

import org.jspecify.annotations.NullMarked;

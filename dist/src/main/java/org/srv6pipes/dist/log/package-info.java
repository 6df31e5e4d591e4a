/**
 * The program's log: plain lines on standard error, set up without a file so that start-up does not
 * wait for one.
 */
@NullMarked
package org.srv6pipes.dist.log;

import org.jspecify.annotations.NullMarked;

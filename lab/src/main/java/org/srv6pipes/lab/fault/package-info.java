/**
 * What goes wrong in networks, on purpose: peers that misbehave at a byte of choice, hosts that
 * fall silent, processes that are stalled, short of descriptors or memory, or killed. Links that
 * lose, repeat, reorder, delay or go down are {@link org.srv6pipes.lab.Link}'s.
 *
 * <p>What happens follows from a number, so a failure can be had again from the number that a test
 * prints.
 */
@NullMarked
package org.srv6pipes.lab.fault;

import org.jspecify.annotations.NullMarked;

/**
 * What stands between a client and a server, compared under load: a router, proxies that people
 * know, and ours.
 *
 * <p>A {@link org.srv6pipes.benchmarks.experiment.Suite} says what is compared; an {@link
 * org.srv6pipes.benchmarks.engine.Arena} has every engine up at once, each on its own way between
 * one client and one server; {@link org.srv6pipes.benchmarks.Bench} gives each its turn, round by
 * round; {@code report} tells what came of it.
 */
@NullMarked
package org.srv6pipes.benchmarks;

import org.jspecify.annotations.NullMarked;

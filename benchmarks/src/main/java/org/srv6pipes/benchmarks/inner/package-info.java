/**
 * The loops that run for every SYN and every buffer, measured by JMH, which fills fields after the
 * constructor has ended.
 */
@NullUnmarked
package org.srv6pipes.benchmarks.inner;

import org.jspecify.annotations.NullUnmarked;

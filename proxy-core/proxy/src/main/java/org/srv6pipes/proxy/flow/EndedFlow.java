package org.srv6pipes.proxy.flow;

import org.srv6pipes.wire.FlowKey;

/**
 * What is remembered of a flow for a while.
 *
 * @param endedAt in nanoseconds of the process's clock
 */
public record EndedFlow(long number, FlowKey key, EndReason reason, long endedAt) {}

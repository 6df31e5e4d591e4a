package org.srv6pipes.proxy.flow;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.srv6pipes.proxy.chain.FunctionTable;
import org.srv6pipes.proxy.chain.PlannedFunction;
import org.srv6pipes.wire.FlowKey;
import org.srv6pipes.wire.Srh;

/**
 * All that admission found out about a flow, which is all that the relay needs to serve it.
 *
 * @param key client and server, as both of them see the connection
 * @param handshake when the client's SYN is answered
 * @param trafficClass of the SYN, carried over
 * @param forward functions from client to server, in order
 * @param back functions from server to client, in order
 * @param onward the header of the onward connection, with the return path
 * @param egress whether the onward connection really carries it; always with it if another proxy is
 *     next
 * @param functions the generation that the planned functions belong to
 * @param failing what becomes of it if there is no room for it
 * @param answer the header of what goes to the client, or null if it goes there directly
 */
public record AdmittedFlow(
    FlowKey key,
    Handshake handshake,
    int trafficClass,
    List<PlannedFunction> forward,
    List<PlannedFunction> back,
    Srh onward,
    Egress egress,
    FunctionTable functions,
    Failing failing,
    @Nullable Srh answer) {}

package org.srv6pipes.wire;

/** What became of a packet that should be a SYN. */
public sealed interface Parsed permits SynPacket, Refused {}

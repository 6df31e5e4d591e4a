package org.srv6pipes.wire;

/** What a SYN's return path means to this proxy. */
public sealed interface ReturnPathResult permits ReturnPath, OpenReturnPath, Refused {}

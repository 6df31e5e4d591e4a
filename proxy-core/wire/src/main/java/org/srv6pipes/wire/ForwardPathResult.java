package org.srv6pipes.wire;

/** What the forward segment list means to this proxy. */
public sealed interface ForwardPathResult permits ForwardPath, Refused {}

package org.srv6pipes.linux;

/** What a route does to the packets that take it, besides leading them somewhere. */
public sealed interface Encapsulation permits Seg6, SegmentEnd {}

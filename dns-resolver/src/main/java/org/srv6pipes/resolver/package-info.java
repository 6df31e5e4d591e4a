/**
 * The resolver role: a DNS server that also says which proxies a connection shall take.
 *
 * <p>The way of a query: {@code server} reads it and asks whether its sender may ask; {@code
 * policy} says which chain it gets and composes the SIDs; {@code lookup} has the answer in its
 * cache or asks an upstream; {@code server} writes the reply. {@code message} holds the formats
 * that DNS itself does not know, {@code client} is for programs that ask such a resolver.
 *
 * <p>Not here: recursion from the root and DNSSEC validation, which are the upstream's.
 */
@NullMarked
package org.srv6pipes.resolver;

import org.jspecify.annotations.NullMarked;

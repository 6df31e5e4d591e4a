/**
 * The client role: programs that know nothing take the chains that a resolver names. {@code Stub}
 * answers their queries, {@code Steering} leads new connections to the addresses that it has
 * answered along the path that the answer named. Once a connection has its path, nothing of it
 * passes here.
 */
@NullMarked
package org.srv6pipes.endhost.client;

import org.jspecify.annotations.NullMarked;

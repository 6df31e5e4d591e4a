/** Queries in, replies out: sockets, admission, the form of a reply. */
@NullMarked
package org.srv6pipes.resolver.server;

import org.jspecify.annotations.NullMarked;

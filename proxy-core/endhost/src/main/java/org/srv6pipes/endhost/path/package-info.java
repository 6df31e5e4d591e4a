/**
 * Paths through proxies, each a mark with a routing table of its own: {@code PathTable} says which
 * number a path has, {@code PathRoutes} puts it into the kernel, {@code PathSockets} looks which
 * numbers live connections have.
 */
@NullMarked
package org.srv6pipes.endhost.path;

import org.jspecify.annotations.NullMarked;

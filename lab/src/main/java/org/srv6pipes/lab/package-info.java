/**
 * Hosts in network namespaces, and the links between them.
 *
 * <p>A {@link org.srv6pipes.lab.Topology} is a value: hosts, links, addresses, routes. {@link
 * org.srv6pipes.lab.Lab#start} makes it real: one holder process owns every namespace, and when it
 * ends, for whatever reason, the kernel takes all of them away. Nothing of a lab has a name outside
 * it.
 */
@NullMarked
package org.srv6pipes.lab;

import org.jspecify.annotations.NullMarked;

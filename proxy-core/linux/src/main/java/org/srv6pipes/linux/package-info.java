/**
 * Every foreign call of the house: sockets, netlink, packet queues, namespaces and the files of
 * /proc.
 *
 * <p>Descriptors are plain ints and addresses plain longs here, so that nothing is allocated on the
 * way of a byte. A call whose failure is a normal outcome answers the negated error number, as the
 * kernel itself does ({@link org.srv6pipes.linux.Errno} has the names); every other failure is a
 * {@link org.srv6pipes.linux.LinuxException}.
 */
package org.srv6pipes.linux;

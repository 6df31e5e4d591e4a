/**
 * The server role: what an unmodified TCP service answers goes back along the path that the SYN
 * names. {@code PathPolicy} reads what a packet asks for, {@code PathTable} says which number its
 * path has, {@code PathRoutes} puts the path into the kernel, {@code PathSockets} looks which
 * numbers live connections have, {@code Steering} makes a verdict of all that. Once a connection
 * has its path, nothing of it passes here.
 */
package org.srv6pipes.endhost.server;

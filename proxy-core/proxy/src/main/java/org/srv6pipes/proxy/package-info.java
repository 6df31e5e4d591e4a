/**
 * The proxy role, in packages in the order in which a connection meets them: {@code syn} captures
 * and admits, {@code flow} remembers, {@code relay} carries, {@code chain} runs the functions. This
 * package puts them together.
 */
package org.srv6pipes.proxy;

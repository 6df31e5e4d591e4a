/** {@code srv6pipes pipe}: a chain between two channels of this process, without a network. */
package org.srv6pipes.dist.pipe;

/** The data path: accept, connect onward, two directions, close. Knows nothing of NFQUEUE. */
package org.srv6pipes.proxy.relay;

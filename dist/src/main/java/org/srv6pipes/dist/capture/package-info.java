/**
 * Captured packets: the files that tcpdump and Wireshark write, and what our headers say in words.
 */
@NullMarked
package org.srv6pipes.dist.capture;

import org.jspecify.annotations.NullMarked;

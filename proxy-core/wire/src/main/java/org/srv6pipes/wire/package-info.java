/** What stands in packets, as values: one header one file, no input or output. */
package org.srv6pipes.wire;

/** The roles of hosts that a connection begins or ends at. */
package org.srv6pipes.endhost;

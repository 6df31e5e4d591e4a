/** What a flow is, how it lives and ends, and the bounded, expiring table that knows them all. */
package org.srv6pipes.proxy.flow;

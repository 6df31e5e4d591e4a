/**
 * The contract between the proxy (the <em>host</em>) and a function.
 *
 * <table>
 *   <caption>Who lives how long</caption>
 *   <tr><th>type</th><th>made</th><th>lives as long as</th></tr>
 *   <tr><td>{@link org.srv6pipes.function.FunctionProvider}</td><td>by the service loader</td><td>the jar is loaded</td></tr>
 *   <tr><td>{@link org.srv6pipes.function.FunctionFactory}</td><td>by the provider, from the configuration</td><td>one generation of the configuration and its last connection</td></tr>
 *   <tr><td>{@link org.srv6pipes.function.FunctionPlan}</td><td>by the factory, from the 32 parameter bits of a SID</td><td>the host keeps it; many connections share it</td></tr>
 *   <tr><td>{@link org.srv6pipes.function.StreamFunction}</td><td>by the plan</td><td>one direction of one connection</td></tr>
 * </table>
 *
 * <p>A <em>SID</em> is an IPv6 address that names a proxy, a function and its parameters. A
 * <em>flow</em> is one TCP connection as its client and its server see it. <em>Forward</em> is from
 * client to server, <em>return</em> from server to client.
 *
 * <p>No method accepts or returns {@code null}.
 *
 * <p>How this contract grows: interfaces that functions implement get new methods only with a
 * default, records keep the constructors that they have, and enums get constants that only a host
 * has to know. {@link org.srv6pipes.function.ApiVersion} counts such steps. A function does well to
 * build records by their static methods and not to take them apart by patterns.
 */
package org.srv6pipes.function;

/**
 * From a SID to running functions: the catalogue of what is loaded, and the chain that bytes pass
 * through.
 */
package org.srv6pipes.proxy.chain;

/** From a captured SYN to a verdict: capture and admission. Knows nothing of event loops. */
package org.srv6pipes.proxy.syn;

/**
 * What a proxy tells about itself: one vocabulary for the connection log, metrics and the operator.
 */
package org.srv6pipes.proxy.report;

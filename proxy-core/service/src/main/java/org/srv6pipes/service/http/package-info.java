/**
 * Reading over HTTP: numbers for Prometheus and a page for people, on loopback unless told
 * otherwise.
 */
@NullMarked
package org.srv6pipes.service.http;

import org.jspecify.annotations.NullMarked;

/**
 * What every role counts with, and the text in which Prometheus reads it. The counts themselves
 * belong to the rooms that count.
 */
@NullMarked
package org.srv6pipes.service.metrics;

import org.jspecify.annotations.NullMarked;

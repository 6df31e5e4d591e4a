/**
 * The way of a setting: file, parse everything, all problems at once, one immutable record, swapped
 * whole.
 *
 * <p>Begin at {@link org.srv6pipes.service.config.ConfigSchema}. Nothing here knows a role: a role
 * declares its keys and reads them into a record of its own.
 */
@NullMarked
package org.srv6pipes.service.config;

import org.jspecify.annotations.NullMarked;

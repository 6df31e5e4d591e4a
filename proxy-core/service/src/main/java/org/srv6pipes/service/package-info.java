/** What every role needs, whatever it does: configuration, logging, start, reload, stop. */
@NullMarked
package org.srv6pipes.service;

import org.jspecify.annotations.NullMarked;

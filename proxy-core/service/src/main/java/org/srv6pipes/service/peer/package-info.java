/**
 * How one proxy lets another one look in, and looks into others: TLS, and a token that both have.
 */
@NullMarked
package org.srv6pipes.service.peer;

import org.jspecify.annotations.NullMarked;

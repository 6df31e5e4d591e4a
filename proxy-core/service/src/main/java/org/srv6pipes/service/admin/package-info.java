/** How an operator talks to a running role: one line of JSON each way over a Unix socket. */
@NullMarked
package org.srv6pipes.service.admin;

import org.jspecify.annotations.NullMarked;

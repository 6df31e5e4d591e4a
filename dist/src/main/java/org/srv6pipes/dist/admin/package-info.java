/** What a running role answers over its admin socket, and over HTTP. */
@NullMarked
package org.srv6pipes.dist.admin;

import org.jspecify.annotations.NullMarked;

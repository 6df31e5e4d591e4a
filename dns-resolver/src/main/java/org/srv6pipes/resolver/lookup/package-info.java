/** Answers of upstream resolvers: asked once, kept for their time to live. */
@NullMarked
package org.srv6pipes.resolver.lookup;

import org.jspecify.annotations.NullMarked;

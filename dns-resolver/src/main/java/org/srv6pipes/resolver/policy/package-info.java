/** Who gets which chain for what, and which proxies run it. */
@NullMarked
package org.srv6pipes.resolver.policy;

import org.jspecify.annotations.NullMarked;

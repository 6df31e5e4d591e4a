/** For programs: ask which chain to take, and connect along it. */
@NullMarked
package org.srv6pipes.resolver.client;

import org.jspecify.annotations.NullMarked;

/** The options and records of ours and of Software Resolved Networks, one format one file. */
@NullMarked
package org.srv6pipes.resolver.message;

import org.jspecify.annotations.NullMarked;

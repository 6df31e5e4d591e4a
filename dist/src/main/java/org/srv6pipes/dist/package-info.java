/** The composition root: the roles, wired together behind one command line. */
@NullMarked
package org.srv6pipes.dist;

import org.jspecify.annotations.NullMarked;

/** The page that shows hosts, links, flows and functions, of one proxy or of a whole lab. */
@NullMarked
package org.srv6pipes.dist.web;

import org.jspecify.annotations.NullMarked;

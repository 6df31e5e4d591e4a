/** {@code srv6pipes demo}: one connection through proxies in namespaces, shown to a person. */
package org.srv6pipes.dist.demo;

/**
 * The built-in functions. The host finds and loads them exactly as it does a jar that someone
 * dropped in; nothing here knows the host. One file per function, the codecs it needs beside it.
 */
package org.srv6pipes.functions;

/**
 * What a function of srv6pipes is written against.
 *
 * <p>A function turns the bytes of one direction of a TCP connection into other bytes. Its jar
 * needs this module and nothing else of srv6pipes. Begin at {@link
 * org.srv6pipes.function.FunctionProvider}.
 */
module org.srv6pipes.function {
  exports org.srv6pipes.function;
}

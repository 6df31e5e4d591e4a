package org.srv6pipes.functions;

import java.net.InetSocketAddress;
import org.srv6pipes.function.Direction;
import org.srv6pipes.function.FlowContext;

/**
 * Whose bytes a record holds.
 *
 * @param offset how many bytes went before
 */
record TeeStream(
    InetSocketAddress source, InetSocketAddress destination, Direction direction, long offset) {

  static TeeStream of(FlowContext flow) {
    boolean forward = flow.direction() == Direction.FORWARD;
    return new TeeStream(
        forward ? flow.client() : flow.server(),
        forward ? flow.server() : flow.client(),
        flow.direction(),
        0);
  }

  TeeStream after(int length) {
    return new TeeStream(source, destination, direction, offset + length);
  }
}

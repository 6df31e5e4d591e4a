package org.srv6pipes.proxy.relay;

import org.srv6pipes.proxy.flow.FunctionTally;

/**
 * What one loop, or all of them together, have and use at one moment.
 *
 * @param flows in the table
 * @param flowRoom how many there is room for
 * @param handshakes of them, those whose client has not arrived yet
 * @param handshakeRoom how many there is room for
 * @param slotsUsed return paths that have a handshake under way
 * @param bufferBytes of buffers that are in use
 * @param pipes between sockets, with bytes in them or kept for the next ones
 * @param bytes that went through, of flows that ended and of those that live
 * @param functions what they did, likewise
 */
public record RelaySnapshot(
    int flows,
    int flowRoom,
    int handshakes,
    int handshakeRoom,
    int slotsUsed,
    int slots,
    long bufferBytes,
    int pipes,
    Bytes bytes,
    FunctionTally functions) {

  /** Bytes in and out of each direction. */
  public record Bytes(long forwardIn, long forwardOut, long backIn, long backOut) {

    static final Bytes NONE = new Bytes(0, 0, 0, 0);

    Bytes plus(Bytes that) {
      return new Bytes(
          forwardIn + that.forwardIn,
          forwardOut + that.forwardOut,
          backIn + that.backIn,
          backOut + that.backOut);
    }
  }

  static RelaySnapshot none() {
    return new RelaySnapshot(0, 0, 0, 0, 0, 0, 0, 0, Bytes.NONE, new FunctionTally());
  }

  RelaySnapshot plus(RelaySnapshot that) {
    FunctionTally both = new FunctionTally();
    both.addAll(functions);
    both.addAll(that.functions);
    return new RelaySnapshot(
        flows + that.flows,
        flowRoom + that.flowRoom,
        handshakes + that.handshakes,
        handshakeRoom + that.handshakeRoom,
        slotsUsed + that.slotsUsed,
        slots + that.slots,
        bufferBytes + that.bufferBytes,
        pipes + that.pipes,
        bytes.plus(that.bytes),
        both);
  }
}

package org.srv6pipes.proxy.relay;

import java.time.Duration;
import org.srv6pipes.linux.Errno;
import org.srv6pipes.linux.SocketOptions;
import org.srv6pipes.linux.TcpSocket;
import org.srv6pipes.proxy.chain.Block;
import org.srv6pipes.proxy.flow.Side;

/**
 * One of the two TCP connections that a flow joins. Remembers what epoll said until a call answers
 * EAGAIN, or takes little: whatever comes after that, epoll says again. The socket resets its peer
 * when it is closed, or when this process dies, unless {@link #closeClean} is the one that closes
 * it.
 */
final class Leg implements EventLoop.Watcher {

  /** More than are sent before nobody asks any more: silence ends nothing. */
  private static final int ASK_TIMES = 100;

  /**
   * Who gets no more than that has emptied the socket, as a rule for a while. Where a lot comes,
   * more has come by the time it is dealt with, and asking again is cheaper than being told.
   */
  static final int LITTLE = 16 << 10;

  private final Side side;
  private final int socket;
  private EventLoop.Watch watch;
  private Runnable whenReady = () -> {};
  private boolean readable;
  private boolean writable = true;
  private boolean urgent;
  private boolean hungUp;
  private boolean broken;
  private boolean silent = true;
  private boolean prompt;
  private boolean acknowledgesLate;
  private boolean timedOut;

  /**
   * @param prompt the socket never holds a small segment back, nor the first acknowledgement;
   *     otherwise that is seen to when it could for the first time
   */
  private Leg(Side side, int socket, boolean prompt) {
    this.side = side;
    this.socket = socket;
    this.prompt = prompt;
    this.acknowledgesLate = !prompt;
    this.watch = () -> TcpSocket.close(socket);
  }

  /** The connection that a listener accepted. */
  static Leg accepted(int socket) {
    return new Leg(Side.CLIENT, socket, true);
  }

  /** The connection to the server, which is being made. */
  static Leg onward(int socket) {
    return new Leg(Side.SERVER, socket, false);
  }

  Side side() {
    return side;
  }

  int socket() {
    return socket;
  }

  /** Registers the socket, once; what epoll says is kept even while nobody is told. */
  void watch(EventLoop loop) {
    watch = loop.watch(socket, this);
  }

  void whenReady(Runnable told) {
    whenReady = told;
  }

  @Override
  public void ready(boolean input, boolean output) {
    readable |= input;
    writable |= output;
    whenReady.run();
  }

  @Override
  public void urgent() {
    urgent = true;
    readable = true;
  }

  @Override
  public void hungUp(boolean broken) {
    hungUp = true;
    this.broken |= broken;
  }

  /** How a connect went, about which epoll has told: 0 or an error number. */
  int outcome() {
    return hungUp ? TcpSocket.takeError(socket) : 0;
  }

  /** Whether nothing but the peer's FIN is left behind what was read into this block last. */
  boolean endFollows(Block read) {
    return hungUp && !broken && read.bytes().limit() < read.capacity();
  }

  /** Whether the peer has finished, or is no more. */
  boolean isOver() {
    return hungUp;
  }

  /** Whether the peer has ever sent urgent data. */
  boolean sendsUrgently() {
    return urgent;
  }

  boolean readable() {
    return readable;
  }

  boolean writable() {
    return writable;
  }

  /**
   * Fills the block from its start; the number of bytes, 0 at the end of input, or a negated errno.
   */
  int read(Block block) {
    block.bytes().clear();
    int count = TcpSocket.read(socket, block.addressAtPosition(), block.capacity());
    if (count > 0) {
      block.bytes().limit(count);
    }
    boolean plenty = count > LITTLE || count == block.capacity();
    readable = plenty || (count != -Errno.EAGAIN && mayHoldMore());
    return came(count);
  }

  /**
   * The kernel takes a connection whose first acknowledgement waited for a conversation, in which
   * answers carry the acknowledgements. A peer that holds its next small segment back until the
   * first one is acknowledged would wait for 40 ms. One that has finished has nothing more to send.
   */
  private int came(int count) {
    if (acknowledgesLate && count > 0) {
      acknowledgesLate = false;
      if (!hungUp) {
        SocketOptions.quickAcknowledge(socket, true);
      }
    }
    return seen(count);
  }

  /** After an end nothing is said again; at a byte that is urgent reading stops. */
  private boolean mayHoldMore() {
    return hungUp || urgent;
  }

  /** Writes from the block's position on, which moves; the number of bytes, or a negated errno. */
  int write(Block block) {
    beforeWrite();
    int length = block.bytes().remaining();
    return wrote(block, length, TcpSocket.write(socket, block.addressAtPosition(), length));
  }

  /** The same for bytes that {@link #finish} or {@link #closeClean} follows: the FIN goes along. */
  int writeLast(Block block) {
    beforeWrite();
    int length = block.bytes().remaining();
    return wrote(block, length, TcpSocket.writeMore(socket, block.addressAtPosition(), length));
  }

  /** Nothing is held back before the second write: a small segment only waits for another one. */
  private void beforeWrite() {
    if (!prompt && !silent) {
      SocketOptions.noDelay(socket, true);
      prompt = true;
    }
    silent = false;
  }

  private int wrote(Block block, int length, int count) {
    if (count >= 0) {
      block.bytes().position(block.bytes().position() + count);
    }
    if (count == -Errno.EAGAIN || (count >= 0 && count < length)) {
      writable = false;
    }
    return seen(count);
  }

  private int seen(int result) {
    timedOut |= result == -Errno.ETIMEDOUT;
    return result;
  }

  /** Whether it died because its peer acknowledged nothing any more. */
  boolean timedOut() {
    return timedOut;
  }

  /**
   * Moves received bytes into an empty pipe; their number, 0 at the end of input, or a negated
   * errno.
   */
  int spliceInto(int pipe, int most, int flags) {
    int count = TcpSocket.splice(socket, pipe, most, flags);
    if (count == -Errno.EAGAIN) {
      readable = false;
    }
    return came(count);
  }

  /**
   * What {@link #spliceInto} does, by way of a block: splice never goes beyond a byte that is
   * urgent, and calls it the end of input.
   */
  int copyInto(int pipe, int most, Block block) {
    block.bytes().clear();
    int count = TcpSocket.read(socket, block.addressAtPosition(), Math.min(most, block.capacity()));
    readable = count != -Errno.EAGAIN;
    return count > 0 ? TcpSocket.write(pipe, block.addressAtPosition(), count) : count;
  }

  /** Moves bytes out of a pipe; their number, or a negated errno. */
  int spliceFrom(int pipe, int count, int flags) {
    beforeWrite();
    int moved = TcpSocket.splice(pipe, socket, count, flags);
    if (moved == -Errno.EAGAIN) {
      writable = false;
    }
    return seen(moved);
  }

  /**
   * Makes a silent peer say whether it still has this connection: with a reset, if not, as it would
   * answer the challenge that a kernel sends for a SYN in the middle of a connection.
   */
  void askIfThere() {
    SocketOptions.keepAlive(socket, Duration.ofSeconds(1), Duration.ofSeconds(1), ASK_TIMES);
  }

  /**
   * Sends FIN once everything written has gone. A peer that has reset meanwhile is found by the
   * next read or write.
   */
  void finish() {
    TcpSocket.shutdownWrite(socket);
  }

  void closeClean() {
    SocketOptions.resetOnClose(socket, false);
    close();
  }

  void reset() {
    close();
  }

  /**
   * Has a connection that is to be made wait with its acknowledgement of the server's SYN for the
   * first bytes, or for {@link #acknowledge}.
   */
  static void delayAcknowledgement(int socket) {
    SocketOptions.quickAcknowledge(socket, false);
  }

  /** Acknowledges the server's SYN, unless something has been sent already, or it is over. */
  void acknowledge() {
    if (silent) {
      SocketOptions.quickAcknowledge(socket, true);
    }
  }

  private void close() {
    silent = false;
    watch.closeDescriptor();
  }
}

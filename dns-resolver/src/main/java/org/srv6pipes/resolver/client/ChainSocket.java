package org.srv6pipes.resolver.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connected {@link Socket} for programs that block, over a channel: the JDK's own sockets cannot
 * be given a routing header. What it cannot do, it says by throwing.
 */
final class ChainSocket extends Socket {

  private static final int BYTES_AT_ONCE = 64 << 10;
  private static final long LONG_NANOS = TimeUnit.HOURS.toNanos(1);

  /** One thread for all: it only hands bytes over. */
  private static final class Loop {
    private static final MultiThreadIoEventLoopGroup GROUP =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("chain-sockets", true), EpollIoHandler.newFactory());
  }

  private final Channel channel;
  private final Input input;
  private final OutputStream output;
  private int timeoutMillis;
  private boolean inputShut;
  private boolean outputShut;

  private ChainSocket(Channel channel, Arrived arrived) throws SocketException {
    super((SocketImpl) null);
    this.channel = channel;
    this.input = new Input(arrived);
    this.output = new Output();
  }

  /**
   * @throws IOException if there is no connection in time; the message says why
   */
  static Socket open(Destination destination, int port, Duration patience) throws IOException {
    Arrived arrived = new Arrived();
    Bootstrap bootstrap =
        new Bootstrap()
            .group(Loop.GROUP)
            .channel(EpollSocketChannel.class)
            .option(ChannelOption.AUTO_READ, false)
            .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .option(
                ChannelOption.RECVBUF_ALLOCATOR,
                new FixedRecvByteBufAllocator(BYTES_AT_ONCE).maxMessagesPerRead(1))
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(patience.toMillis()))
            .handler(arrived);
    return new ChainSocket(done(destination.connect(bootstrap, port)), arrived);
  }

  private static Channel done(ChannelFuture future) throws IOException {
    try {
      future.await();
    } catch (InterruptedException e) {
      ChannelFuture _ = future.channel().close();
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    }
    Throwable failure = future.cause();
    if (failure != null) {
      throw new IOException(failure.getMessage(), failure);
    }
    return future.channel();
  }

  /** What the loop has read and nobody has taken; a read is asked for only when there is none. */
  private static final class Arrived extends ChannelInboundHandlerAdapter {
    private final Queue<ByteBuf> waiting = new ArrayDeque<>();
    private boolean ended;
    private @Nullable Throwable failure;

    @Override
    public synchronized void channelRead(ChannelHandlerContext context, Object message) {
      waiting.add((ByteBuf) message);
      notifyAll();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof ChannelInputShutdownEvent) {
        end(null);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      end(null);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      end(cause);
    }

    private synchronized void end(@Nullable Throwable cause) {
      ended = true;
      failure = failure == null ? cause : failure;
      notifyAll();
    }

    /** The first bytes that wait, or null at the end. */
    synchronized @Nullable ByteBuf await(Channel channel, int timeoutMillis) throws IOException {
      long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
      if (waiting.isEmpty() && !ended) {
        channel.read();
      }
      while (waiting.isEmpty() && !ended) {
        long left = until - System.nanoTime();
        if (timeoutMillis > 0 && left <= 0) {
          throw new SocketTimeoutException("nothing came within " + timeoutMillis + " ms");
        }
        try {
          TimeUnit.NANOSECONDS.timedWait(this, timeoutMillis == 0 ? LONG_NANOS : left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        }
      }
      if (waiting.isEmpty() && failure != null) {
        throw new SocketException(String.valueOf(failure.getMessage()));
      }
      return waiting.peek();
    }

    synchronized void taken() {
      ByteBuf first = waiting.peek();
      if (first != null && !first.isReadable()) {
        waiting.remove();
        first.release();
      }
    }

    synchronized void release() {
      waiting.forEach(ByteBuf::release);
      waiting.clear();
    }
  }

  private final class Input extends InputStream {
    private final Arrived arrived;

    Input(Arrived arrived) {
      this.arrived = arrived;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, target.length);
      if (length == 0) {
        return 0;
      }
      requireOpen();
      ByteBuf first = inputShut ? null : arrived.await(channel, timeoutMillis);
      if (first == null) {
        return -1;
      }
      int count = Math.min(length, first.readableBytes());
      first.readBytes(target, offset, count);
      arrived.taken();
      return count;
    }

    @Override
    public void close() throws IOException {
      ChainSocket.this.close();
    }
  }

  private final class Output extends OutputStream {
    @Override
    public void write(int octet) throws IOException {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      requireOpen();
      done(channel.writeAndFlush(Unpooled.wrappedBuffer(source, offset, length)));
    }

    @Override
    public void close() throws IOException {
      ChainSocket.this.close();
    }
  }

  private void requireOpen() throws SocketException {
    if (isClosed()) {
      throw new SocketException("Socket closed");
    }
  }

  @Override
  public InputStream getInputStream() throws IOException {
    requireOpen();
    return input;
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    requireOpen();
    return output;
  }

  @Override
  public void shutdownInput() throws IOException {
    done(((DuplexChannel) channel).shutdownInput());
    inputShut = true;
  }

  @Override
  public void shutdownOutput() throws IOException {
    done(((DuplexChannel) channel).shutdownOutput());
    outputShut = true;
  }

  @Override
  public void close() throws IOException {
    done(channel.close());
    input.arrived.release();
  }

  @Override
  public boolean isClosed() {
    return !channel.isOpen();
  }

  @Override
  public boolean isConnected() {
    return true;
  }

  @Override
  public boolean isBound() {
    return true;
  }

  @Override
  public boolean isInputShutdown() {
    return inputShut;
  }

  @Override
  public boolean isOutputShutdown() {
    return outputShut;
  }

  @Override
  public InetAddress getInetAddress() {
    return remote().getAddress();
  }

  @Override
  public int getPort() {
    return remote().getPort();
  }

  @Override
  public InetAddress getLocalAddress() {
    return local().getAddress();
  }

  @Override
  public int getLocalPort() {
    return local().getPort();
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    return remote();
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return local();
  }

  private InetSocketAddress remote() {
    return (InetSocketAddress) channel.remoteAddress();
  }

  private InetSocketAddress local() {
    return (InetSocketAddress) channel.localAddress();
  }

  @Override
  public void setSoTimeout(int millis) {
    timeoutMillis = millis;
  }

  @Override
  public int getSoTimeout() {
    return timeoutMillis;
  }

  @Override
  public void setTcpNoDelay(boolean on) {
    channel.config().setOption(ChannelOption.TCP_NODELAY, on);
  }

  @Override
  public boolean getTcpNoDelay() {
    return Boolean.TRUE.equals(channel.config().getOption(ChannelOption.TCP_NODELAY));
  }

  @Override
  public void setKeepAlive(boolean on) {
    channel.config().setOption(ChannelOption.SO_KEEPALIVE, on);
  }

  @Override
  public String toString() {
    return "ChainSocket[" + channel + "]";
  }
}

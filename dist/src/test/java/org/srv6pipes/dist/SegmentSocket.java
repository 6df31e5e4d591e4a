package org.srv6pipes.dist;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.srv6pipes.lab.Host;
import org.srv6pipes.linux.Errno;
import org.srv6pipes.linux.NativeBuffer;
import org.srv6pipes.linux.Poll;
import org.srv6pipes.linux.SocketOptions;
import org.srv6pipes.linux.TcpSocket;
import org.srv6pipes.wire.ServerAddress;
import org.srv6pipes.wire.Srh;

/**
 * A client as the prototype's: it puts its segment list and its return path on the packets of its
 * own connection, by the socket option IPV6_RTHDR.
 */
final class SegmentSocket implements Closeable {

  private static final int BUFFER = 64 << 10;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final int socket;
  private final NativeBuffer incoming = NativeBuffer.allocate(BUFFER);
  private final NativeBuffer outgoing = NativeBuffer.allocate(BUFFER);

  private SegmentSocket(int socket) {
    this.socket = socket;
  }

  /**
   * Connects from a host.
   *
   * @param port of the client; 0 for any
   * @throws IOException with the name of the error, such as ECONNREFUSED
   */
  static SegmentSocket connect(Host from, int port, ServerAddress server, Srh header)
      throws IOException {
    int socket =
        from.call(
            () -> {
              int opened = TcpSocket.open();
              SocketOptions.reuseAddress(opened);
              TcpSocket.bind(opened, from.address().high(), from.address().low(), port);
              return opened;
            });
    try {
      SocketOptions.routingHeader(socket, header.toBytes());
      TcpSocket.connect(socket, server.address().high(), server.address().low(), server.port());
      int error =
          Poll.await(socket, Poll.WRITABLE, PATIENCE) == 0
              ? Errno.ETIMEDOUT
              : TcpSocket.takeError(socket);
      if (error != 0) {
        throw new ConnectException(Errno.name(error));
      }
      return new SegmentSocket(socket);
    } catch (IOException | RuntimeException e) {
      TcpSocket.close(socket);
      throw e;
    }
  }

  InputStream input() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        int most = Math.min(length, BUFFER);
        int count = TcpSocket.read(socket, incoming.address(), most);
        while (count == -Errno.EAGAIN) {
          await(Poll.READABLE);
          count = TcpSocket.read(socket, incoming.address(), most);
        }
        check("read", count);
        incoming.view().get(into, offset, count);
        return count == 0 ? -1 : count;
      }
    };
  }

  OutputStream output() {
    return new OutputStream() {
      @Override
      public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
      }

      @Override
      public void write(byte[] from, int offset, int length) throws IOException {
        for (ByteBuffer left = ByteBuffer.wrap(from, offset, length); left.hasRemaining(); ) {
          int most = Math.min(left.remaining(), BUFFER);
          outgoing.view().put(0, left, left.position(), most);
          int count = TcpSocket.write(socket, outgoing.address(), most);
          if (count == -Errno.EAGAIN) {
            await(Poll.WRITABLE);
          } else {
            check("write", count);
            left.position(left.position() + count);
          }
        }
      }
    };
  }

  /** Sends FIN; reading goes on. */
  void finish() {
    TcpSocket.shutdownWrite(socket);
  }

  private void await(int event) throws IOException {
    if (Poll.await(socket, event, PATIENCE) == 0) {
      throw new IOException("nothing has come or gone for " + PATIENCE);
    }
  }

  private static void check(String call, int result) throws IOException {
    if (result < 0) {
      throw new IOException(call + ": " + Errno.name(-result));
    }
  }

  @Override
  public void close() {
    TcpSocket.close(socket);
    incoming.close();
    outgoing.close();
  }
}

package org.srv6pipes.dist;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Many bytes each way at once over one connection, and what arrived of them. */
final class Duplex {

  private static final int BLOCK = 64 << 10;

  private Duplex() {}

  /** One end of a connection; closing the output sends the FIN and leaves the input open. */
  record End(InputStream input, OutputStream output, Finish finish) {

    /** Sends the FIN. */
    @FunctionalInterface
    interface Finish {
      void send() throws IOException;
    }

    static End of(Socket socket) throws IOException {
      return new End(socket.getInputStream(), socket.getOutputStream(), socket::shutdownOutput);
    }

    static End of(SegmentSocket socket) {
      return new End(socket.input(), socket.output(), socket::finish);
    }
  }

  /** The SHA-256 of what each end received, up to the other one's FIN. */
  record Received(String byServer, String byClient) {}

  /**
   * Sends so many bytes both ways at once, and then a FIN.
   *
   * @param maskToServer what the functions on the way to the server do to each byte by exclusive or
   * @param maskToClient likewise on the way back
   */
  static Received carry(End client, End server, long bytes, int maskToServer, int maskToClient)
      throws Exception {
    FutureTask<Boolean> forth = start(() -> send(client, bytes));
    FutureTask<Boolean> back = start(() -> send(server, bytes));
    FutureTask<String> byServer = start(() -> receive(server.input(), maskToServer));
    FutureTask<String> byClient = start(() -> receive(client.input(), maskToClient));
    result(forth);
    result(back);
    return new Received(result(byServer), result(byClient));
  }

  /** On a thread of its own: a client's socket may wait inside the kernel. */
  private static <T> FutureTask<T> start(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofPlatform().daemon().name("duplex").start(task);
    return task;
  }

  private static <T> T result(FutureTask<T> task) throws Exception {
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw new IOException("one direction of four threads failed", e.getCause());
    }
  }

  /** The SHA-256 of what {@link #carry} sends. */
  static String digest(long bytes) throws IOException {
    MessageDigest digest = sha256();
    generate(bytes, digest::update);
    return HexFormat.of().formatHex(digest.digest());
  }

  private static boolean send(End end, long bytes) throws IOException {
    generate(bytes, end.output()::write);
    end.finish().send();
    return true;
  }

  private interface Sink {
    void take(byte[] block, int offset, int length) throws IOException;
  }

  /**
   * Blocks with their place in front, so that none can stand in for another one: half noise, which
   * does not compress, and half text, which does.
   */
  private static void generate(long bytes, Sink sink) throws IOException {
    byte[] block = new byte[BLOCK];
    new Random(bytes).nextBytes(block);
    byte[] text = "the quick brown fox jumps over the lazy dog ".getBytes(US_ASCII);
    for (int i = BLOCK / 2; i < BLOCK; i++) {
      block[i] = text[i % text.length];
    }
    for (long at = 0; at < bytes; at += BLOCK) {
      ByteBuffer.wrap(block).putLong(0, at);
      sink.take(block, 0, (int) Math.min(BLOCK, bytes - at));
    }
  }

  private static String receive(InputStream input, int mask) throws IOException {
    MessageDigest digest = sha256();
    byte[] block = new byte[BLOCK];
    for (int count = input.read(block); count >= 0; count = input.read(block)) {
      unmask(block, count, mask);
      digest.update(block, 0, count);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void unmask(byte[] block, int count, int mask) {
    for (int i = 0; i < count; i++) {
      block[i] ^= (byte) mask;
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

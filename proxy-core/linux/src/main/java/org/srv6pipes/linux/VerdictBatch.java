package org.srv6pipes.linux;

/** Verdicts that go to the kernel together in one call. Belongs to one thread. */
public final class VerdictBatch implements AutoCloseable {
  private static final int MOST = 64;

  private final NfQueue queue;
  private final NativeBuffer memory = NativeBuffer.allocate(MOST * VerdictMessage.LENGTH);
  private int length;

  VerdictBatch(NfQueue queue) {
    this.queue = queue;
  }

  /** Adds a verdict with the mark that the packet gets; a full batch is sent first. */
  public void add(int packetId, Verdict verdict, int mark) {
    if (length == memory.capacity()) {
      send();
    }
    length +=
        VerdictMessage.put(
            memory.segment(), length, queue.number(), VerdictMessage.ONE, packetId, verdict, mark);
  }

  /** Sends what was added, in that order; an empty batch does nothing. */
  public void send() {
    if (length > 0) {
      int pending = length;
      length = 0;
      queue.send(memory.address(), pending);
    }
  }

  /** Gives the memory back; verdicts that were not sent are lost. */
  @Override
  public void close() {
    memory.close();
  }
}

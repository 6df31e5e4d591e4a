package org.srv6pipes.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the kernel counts for one packet queue, a line of /proc/net/netfilter/nfnetlink_queue.
 *
 * @param queue its number
 * @param owner the netlink port of the socket that has it, usually the owner's process id
 * @param waiting packets without a verdict
 * @param copyRange how many bytes of each packet the owner gets
 * @param droppedFull packets dropped because the queue was full
 * @param droppedUnread packets dropped because the owner's socket was full
 * @param lastPacketId how many packets were queued since it was bound
 */
public record NfQueueCounters(
    int queue,
    long owner,
    long waiting,
    int copyRange,
    long droppedFull,
    long droppedUnread,
    long lastPacketId) {

  /** The plain /proc/net would show the namespace of the process's first thread. */
  private static final Path FILE = Path.of("/proc/thread-self/net/netfilter/nfnetlink_queue");

  /**
   * Whether the kernel shows them to this process: to root of the whole machine, but not to root of
   * a user namespace.
   */
  public static boolean areReadable() {
    return Files.isReadable(FILE);
  }

  /**
   * All queues that are bound in the calling thread's network namespace, as far as it may be known.
   */
  public static List<NfQueueCounters> all() {
    if (!areReadable()) {
      return List.of();
    }
    try {
      return Files.readAllLines(FILE).stream().map(NfQueueCounters::parse).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Those of one queue, if it is bound and that may be known. */
  public static Optional<NfQueueCounters> of(int queue) {
    return all().stream().filter(counters -> counters.queue == queue).findFirst();
  }

  /**
   * queue_num peer_portid queue_total copy_mode copy_range queue_dropped queue_user_dropped
   * id_sequence 1
   */
  private static NfQueueCounters parse(String line) {
    String[] fields = line.strip().split(" +");
    return new NfQueueCounters(
        Integer.parseInt(fields[0]),
        Long.parseLong(fields[1]),
        Long.parseLong(fields[2]),
        Integer.parseInt(fields[4]),
        Long.parseLong(fields[5]),
        Long.parseLong(fields[6]),
        Long.parseLong(fields[7]));
  }
}

package org.srv6pipes.rules;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.srv6pipes.service.Reason;

/**
 * The ledger of one network namespace on disk. A write is there wholly or not at all, and on the
 * disk before the call returns.
 */
final class LedgerFile {
  private static final Logger log = LoggerFactory.getLogger(LedgerFile.class);

  /** A lock on a file keeps other processes out, but not other threads of this one. */
  private static final ReentrantLock THREADS = new ReentrantLock();

  private final Path folder;
  private final Path file;
  private final String host;

  /**
   * @param host the identity of the host; what was written under another one counts for nothing
   */
  LedgerFile(Path folder, String host) {
    this.folder = folder;
    this.file = folder.resolve("ledger");
    this.host = host;
  }

  /** Where what concerns this network namespace is. */
  Path folder() {
    return folder;
  }

  /** Does this while nobody else, in this process or another, does the same. */
  <T> T exclusively(Supplier<T> action) {
    THREADS.lock();
    try {
      Files.createDirectories(folder);
      try (FileChannel channel = FileChannel.open(folder.resolve("lock"), CREATE, WRITE);
          FileLock lock = channel.lock()) {
        assert lock.isValid();
        return action.get();
      }
    } catch (IOException e) {
      throw failure("lock", e);
    } finally {
      THREADS.unlock();
    }
  }

  /** What was written last; empty after a reboot, and where it cannot be read any more. */
  Ledger read() {
    try {
      String text = Files.readString(file);
      return LedgerText.host(text).equals(host) ? LedgerText.parse(text) : Ledger.EMPTY;
    } catch (NoSuchFileException e) {
      return Ledger.EMPTY;
    } catch (IOException e) {
      throw failure("read", e);
    } catch (IllegalArgumentException e) {
      return setAside(e);
    }
  }

  private Ledger setAside(IllegalArgumentException problem) {
    Path broken = folder.resolve("ledger.broken");
    log.warn(
        "{}: {}. It is now {}; sysctls that a killed instance changed will not be set back.",
        file,
        problem.getMessage(),
        broken);
    try {
      Files.move(file, broken, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw failure("set aside", e);
    }
    return Ledger.EMPTY;
  }

  void write(Ledger ledger) {
    Path next = folder.resolve("ledger.next");
    try {
      try (FileChannel channel = FileChannel.open(next, CREATE, TRUNCATE_EXISTING, WRITE)) {
        ByteBuffer text =
            ByteBuffer.wrap(LedgerText.write(ledger, host).getBytes(StandardCharsets.UTF_8));
        while (text.hasRemaining()) {
          channel.write(text);
        }
        channel.force(true);
      }
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel entries = FileChannel.open(folder, READ)) {
        entries.force(true);
      }
    } catch (IOException e) {
      throw failure("write", e);
    }
  }

  private RulesException failure(String call, IOException e) {
    return new RulesException(
        file
            + ": "
            + call
            + ": "
            + Reason.withFile(e)
            + ". The folder must be writable for the user that makes the rules.",
        e);
  }
}

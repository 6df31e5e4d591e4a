package org.srv6pipes.functions;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A file that many flows append to. It is opened when the first of them needs it. */
final class TeeFile {

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path path;
  private final TeeFormat format;
  private final long maxSize;
  private final int keep;
  private final boolean required;
  private @Nullable FileChannel channel;
  private long size;

  TeeFile(Path path, TeeFormat format, long maxSize, int keep, boolean required) {
    this.path = path;
    this.format = format;
    this.maxSize = maxSize;
    this.keep = keep;
    this.required = required;
  }

  TeeFormat format() {
    return format;
  }

  boolean isRequired() {
    return required;
  }

  /** Appends one record, in one piece, whatever other flows write. */
  synchronized void append(ByteBuffer... parts) throws IOException {
    if (channel != null && size >= maxSize) {
      putAside();
    }
    FileChannel file = channel == null ? open() : channel;
    write(file, parts);
  }

  synchronized void close() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("closing " + path, e);
    }
  }

  private FileChannel open() throws IOException {
    FileChannel file = FileChannel.open(path, Set.of(CREATE, APPEND), OWNER_ONLY);
    channel = file;
    size = file.size();
    write(file, ByteBuffer.wrap(format.beginning()));
    return file;
  }

  private void write(FileChannel file, ByteBuffer... parts) throws IOException {
    long left = 0;
    for (ByteBuffer part : parts) {
      left += part.remaining();
    }
    size += left;
    while (left > 0) {
      left -= file.write(parts);
    }
  }

  private void putAside() throws IOException {
    close();
    channel = null;
    for (int number = keep; number > 0; number--) {
      Path younger = number == 1 ? path : aside(number - 1);
      if (Files.exists(younger)) {
        Files.move(younger, aside(number), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Files.deleteIfExists(path);
  }

  private Path aside(int number) {
    return path.resolveSibling(path.getFileName() + "." + number);
  }
}

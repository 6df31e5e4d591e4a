package org.srv6pipes.lab;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A folder with a file for each lab that runs on its own. */
final class LabFolder {
  private static final String SUFFIX = ".lab";

  private final Path folder;

  LabFolder(Path folder) {
    this.folder = folder;
  }

  /** Runs an action while no other process changes the folder. */
  <T> T locked(Supplier<T> action) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw failure("cannot be made", e);
    }
    try (FileChannel lock =
        FileChannel.open(
            folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      lock.lock();
      return action.get();
    } catch (IOException e) {
      throw failure("cannot be locked", e);
    }
  }

  /** The labs whose process lives, by name; files of others are forgotten. */
  List<LabEntry> living() {
    List<LabEntry> living = new ArrayList<>();
    for (Path file : files()) {
      read(file)
          .filter(lab -> lab.holder().isAlive())
          .ifPresentOrElse(living::add, () -> delete(file));
    }
    living.sort(Comparator.comparing(LabEntry::name));
    return living;
  }

  private List<Path> files() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(SUFFIX)).toList();
    } catch (IOException e) {
      throw failure("cannot be listed", e);
    }
  }

  /** Empty for what this class has not written. */
  private Optional<LabEntry> read(Path file) {
    try {
      return Optional.of(LabEntry.parse(Files.readString(file)));
    } catch (IOException e) {
      throw failure("cannot be read", e);
    } catch (RuntimeException malformed) {
      return Optional.empty();
    }
  }

  void write(LabEntry lab) {
    Path fresh = folder.resolve(".new");
    try {
      Files.writeString(fresh, lab.print());
      Files.move(fresh, file(lab), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw failure("cannot be written", e);
    }
  }

  void forget(LabEntry lab) {
    delete(file(lab));
  }

  private void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw failure("cannot be cleaned", e);
    }
  }

  private Path file(LabEntry lab) {
    return folder.resolve(lab.name() + SUFFIX);
  }

  private LabException failure(String what, IOException cause) {
    return new LabException(folder + ": the folder of running labs " + what, cause);
  }
}

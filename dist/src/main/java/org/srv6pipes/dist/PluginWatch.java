package org.srv6pipes.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.srv6pipes.service.Reason;

/**
 * Notices that something has changed in folders of jars. Says so once all has been quiet for a
 * moment, since a jar that is being copied changes many times. What is not whole even then is
 * refused by those who load it, and changes again when it is.
 */
public final class PluginWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PluginWatch.class);
  private static final long QUIET_MILLIS = 500;

  private final WatchService watcher;
  private final Runnable changed;
  private final Map<Path, WatchKey> watched = new HashMap<>();
  private volatile List<Path> folders = List.of();

  /**
   * @param changed run on the watch's own thread
   */
  public PluginWatch(Runnable changed) {
    this.changed = changed;
    try {
      this.watcher = FileSystems.getDefault().newWatchService();
    } catch (IOException e) {
      throw new UncheckedIOException("folders cannot be watched", e);
    }
    Thread.ofPlatform().daemon().name("plugin-watch").start(this::watch);
  }

  /** Watches these folders, and those in them, instead of others; none, if empty. */
  public void follow(List<Path> wanted) {
    folders = List.copyOf(wanted);
    look();
  }

  private synchronized void look() {
    Map<Path, WatchKey> now = new HashMap<>();
    for (Path folder : folders) {
      look(folder, now);
      for (Path inner : foldersIn(folder)) {
        look(inner, now);
      }
    }
    watched.keySet().removeAll(now.keySet());
    watched.values().forEach(WatchKey::cancel);
    watched.clear();
    watched.putAll(now);
  }

  /** The same folder again has the same key again. */
  private void look(Path folder, Map<Path, WatchKey> keys) {
    try {
      keys.put(
          folder,
          folder.register(
              watcher,
              StandardWatchEventKinds.ENTRY_CREATE,
              StandardWatchEventKinds.ENTRY_MODIFY,
              StandardWatchEventKinds.ENTRY_DELETE));
    } catch (IOException e) {
      LOG.warn("plugin-watch: {} is not watched: {}", folder, Reason.of(e));
    }
  }

  private static List<Path> foldersIn(Path folder) {
    try (DirectoryStream<Path> inner = Files.newDirectoryStream(folder, Files::isDirectory)) {
      List<Path> folders = new ArrayList<>();
      inner.forEach(folders::add);
      return folders;
    } catch (IOException e) {
      return List.of(); // said already
    }
  }

  private void watch() {
    try {
      while (true) {
        for (WatchKey key = watcher.take();
            key != null;
            key = watcher.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS)) {
          key.pollEvents();
          key.reset();
        }
        look();
        changed.run();
      }
    } catch (ClosedWatchServiceException e) {
      // It is over.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    try {
      watcher.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the watch of folders cannot be closed", e);
    }
  }
}

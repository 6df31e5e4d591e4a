package org.srv6pipes.benchmarks.engine;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Random;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Scratch;

/** The server: nginx, with one file for each size that a load asks for. */
final class Origin {

  private static final int PIECE = 1 << 16;

  private Origin() {}

  static void start(Host host, Collection<Long> sizes, Scratch scratch) throws IOException {
    Path files = Files.createDirectory(scratch.path("www"));
    for (long size : sizes) {
      write(files.resolve(Long.toString(size)), size);
    }
    Path file = scratch.file("origin.conf", configuration(scratch));
    HostProcess process = host.start("nginx", "-c", file.toString(), "-e", "stderr");
    Listening.await(host, Way.PORT, process);
  }

  private static String configuration(Scratch scratch) {
    return """
    daemon off;
    user root;
    worker_processes 2;
    worker_rlimit_nofile 20000;
    error_log stderr;
    pid %1$s/origin.pid;
    events { worker_connections 9000; }
    http {
      access_log off;
      sendfile on;
      keepalive_requests 1000000;
      server {
        listen [::]:%2$d backlog=8192;
        root %1$s/www;
      }
    }
    """
        .formatted(scratch.folder(), Way.PORT);
  }

  /** Bytes that no function finds a pattern in, the same in every run. */
  private static void write(Path file, long size) throws IOException {
    byte[] piece = new byte[PIECE];
    Random random = new Random(size);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      for (long left = size; left > 0; left -= PIECE) {
        random.nextBytes(piece);
        out.write(piece, 0, (int) Math.min(PIECE, left));
      }
    }
  }
}

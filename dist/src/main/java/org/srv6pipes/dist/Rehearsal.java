package org.srv6pipes.dist;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.srv6pipes.dist.cli.Program;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.LabException;
import org.srv6pipes.wire.SidLayout;

/**
 * Runs the short commands once, and a proxy with a connection, while the JVM writes down which
 * classes they need (JEP 483), so that the next start finds them loaded and linked. Started by the
 * launcher after a build, with the argument {@code proxy} where no rule or route of the host is at
 * stake.
 */
final class Rehearsal {

  private static final String CLIENT = "client";
  private static final String PROXY = "p1";
  private static final String SERVER = "server";
  private static final int PORT = 8000;
  private static final int IDENTITY = 1;
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);
  private static final int MOST_LOOKS = 500;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int PATIENCE_MILLIS = (int) PATIENCE.toMillis();

  private Rehearsal() {}

  public static void main(String[] args) throws Exception {
    Path file = Files.createTempFile("rehearsal", ".toml");
    try {
      Files.writeString(file, "sid-prefixes = [\"fc00:1::/80\"]\n");
      runShortCommands(file);
      if (List.of(args).contains("proxy")) {
        runProxy(file);
      }
    } finally {
      Files.delete(file);
    }
    // The last one, because it closes standard out. The launcher gives it an empty input.
    Main.main(new String[] {"pipe", "zstd-compress | encrypt(1) | decrypt(1) | zstd-decompress"});
  }

  private static void runShortCommands(Path file) {
    Program.run("--help");
    Program.run("version");
    Program.run("sid", "encode", "fc00:1::/80", "xor(key=0x55)");
    Program.run("sid", "decode", "fc00:1::aaaa:0:55");
    Program.run("functions");
    Program.run("check", "-c", file.toString(), "--print-effective");
  }

  private static void runProxy(Path file) throws IOException, InterruptedException {
    try (Lab lab = Lab.line(CLIENT, PROXY, SERVER)) {
      Host host = lab.host(PROXY);
      Thread proxy = host.startThread(PROXY, () -> Program.run("proxy", "-c", file.toString()));
      int looks = 0;
      while (host.call(() -> Program.run("status")) != 0) {
        if (proxy.join(BETWEEN_LOOKS) || ++looks == MOST_LOOKS) {
          throw new LabException("the proxy of the rehearsal does not serve");
        }
      }
      lab.steer(CLIENT, SERVER, SidLayout.DEFAULT.encode(host.sidPrefix(), IDENTITY, 0).toString());
      exchange(lab);
      host.call(() -> Program.run("drain"));
      proxy.join(PATIENCE);
    }
  }

  /** The first connection of a proxy needs many classes that its start does not. */
  private static void exchange(Lab lab) throws IOException {
    InetSocketAddress there = new InetSocketAddress(lab.host(SERVER).address().toInet(), PORT);
    try (ServerSocket listener = lab.host(SERVER).call(() -> new ServerSocket(PORT));
        Socket client = lab.host(CLIENT).call(() -> connect(there))) {
      listener.setSoTimeout(PATIENCE_MILLIS);
      client.setSoTimeout(PATIENCE_MILLIS);
      client.getOutputStream().write(1);
      try (Socket server = listener.accept()) {
        server.setSoTimeout(PATIENCE_MILLIS);
        server.getOutputStream().write(server.getInputStream().read());
      }
      client.getInputStream().readAllBytes();
    }
  }

  private static Socket connect(InetSocketAddress there) throws IOException {
    Socket socket = new Socket();
    socket.connect(there, PATIENCE_MILLIS);
    return socket;
  }
}

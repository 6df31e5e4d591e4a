package org.srv6pipes.dist;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.srv6pipes.dist.cli.Program;
import org.srv6pipes.proxy.ProxyConfig;
import org.srv6pipes.proxy.chain.PluginException;
import org.srv6pipes.service.config.ConfigException;

/**
 * Runs the short commands once and starts a proxy, while the JVM writes down which classes they
 * need (JEP 483), so that the next start finds them loaded and linked. Started by the launcher
 * after a build, with the argument {@code proxy} where no rule or route of the host is at stake.
 */
final class Rehearsal {

  private Rehearsal() {}

  public static void main(String[] args) throws Exception {
    Path file = Files.createTempFile("rehearsal", ".toml");
    Files.writeString(file, "sid-prefixes = [\"fc00:1::/80\"]\n");
    Program.run("--help");
    Program.run("version");
    Program.run("sid", "encode", "fc00:1::/80", "xor(key=0x55)");
    Program.run("sid", "decode", "fc00:1::aaaa:0:55");
    Program.run("functions");
    Program.run("check", "-c", file.toString(), "--print-effective");
    if (List.of(args).contains("proxy")) {
      startProxy(file);
    }
    Files.delete(file);
    // The last one, because it closes standard out. The launcher gives it an empty input.
    Program.run("pipe", "zstd-compress | encrypt(1) | decrypt(1) | zstd-decompress");
  }

  private static void startProxy(Path file)
      throws ConfigException, PluginException, InterruptedException {
    ProxyRole.start(ProxyConfig.SCHEMA.load(file)).stop();
  }
}

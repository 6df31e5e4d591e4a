package org.srv6pipes.dist.cli;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code srv6pipes version} */
@Command(
    name = "version",
    header = "Say which version this is, and what it runs on.",
    footerHeading = "%nExamples:%n",
    footer = "  srv6pipes version")
final class VersionCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().printVersionHelp(spec.commandLine().getOut());
  }

  /** The lines, for this command and for {@code --version}. */
  static final class Provider implements IVersionProvider {

    @Override
    public String[] getVersion() throws IOException {
      return new String[] {
        "srv6pipes " + ownVersion(),
        "Java %s, Linux %s, %s"
            .formatted(
                Runtime.version(), System.getProperty("os.version"), System.getProperty("os.arch"))
      };
    }

    /** Written by the build. */
    static String ownVersion() throws IOException {
      try (InputStream in =
          requireNonNull(VersionCommand.class.getResourceAsStream("version.txt"))) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
      }
    }
  }
}

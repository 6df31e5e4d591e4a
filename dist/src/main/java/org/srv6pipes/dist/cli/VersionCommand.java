package org.srv6pipes.dist.cli;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.srv6pipes.service.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code srv6pipes version} */
@Command(
    name = "version",
    header = "Say which version this is, and what it runs on.",
    footerHeading = "%nExamples:%n",
    footer = {"  srv6pipes version", "  srv6pipes version --json | jq -r .version"})
final class VersionCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "The same as a JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.of(Provider.members()));
    } else {
      spec.commandLine().printVersionHelp(out);
    }
    return ExitCode.OK;
  }

  /** The lines, for this command and for {@code --version}. */
  static final class Provider implements IVersionProvider {

    @Override
    public String[] getVersion() throws IOException {
      Map<String, Object> members = members();
      return new String[] {
        "srv6pipes " + members.get("version"),
        "Java %s, Linux %s, %s"
            .formatted(members.get("java"), members.get("linux"), members.get("machine"))
      };
    }

    static Map<String, Object> members() throws IOException {
      Map<String, Object> members = new LinkedHashMap<>();
      members.put("version", ownVersion());
      members.put("java", Runtime.version().toString());
      members.put("linux", System.getProperty("os.version"));
      members.put("machine", System.getProperty("os.arch"));
      return members;
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

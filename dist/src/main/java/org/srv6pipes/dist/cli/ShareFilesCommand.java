package org.srv6pipes.dist.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.srv6pipes.service.Reason;
import org.srv6pipes.service.peer.ShareFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code srv6pipes share-files NAME} */
@Command(
    name = "share-files",
    header = "Make what a proxy needs to be shown on others' pages: certificate, key and token.",
    footerHeading = "%nExamples:%n",
    footer = {"  srv6pipes share-files p2", "  srv6pipes share-files p2 --folder /etc/srv6pipes"})
final class ShareFilesCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "NAME",
      description = "Of the proxy, for the names of the files: letters, digits and . _ -")
  private String name = "";

  @Option(
      names = "--folder",
      defaultValue = ".",
      paramLabel = "FOLDER",
      description =
          "Where the files shall be (${DEFAULT-VALUE}). It is made if the folder above it is"
              + " there.")
  private Path folder;

  @Override
  public Integer call() throws CommandException, InterruptedException {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
      throw new CommandException(
          ExitCode.USAGE, "NAME has letters, digits and . _ - and no more than 64 of them");
    }
    boolean isNew = Files.notExists(folder);
    try {
      print(ShareFiles.make(folder, name));
      if (isNew) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("the folder " + folder + " is new; nobody but its owner may look into it");
      }
    } catch (IOException e) {
      throw new CommandException(ExitCode.FAILED, Reason.withFile(e));
    }
    return ExitCode.OK;
  }

  private void print(ShareFiles files) {
    spec.commandLine()
        .getOut()
        .print(
            """
            # in the configuration of %1$s
            [share]
            certificate = "%2$s"
            key = "%3$s"
            token-file = "%4$s"

            # where the page shall show it, with a copy of %5$s there
            [peers.%1$s]
            address = "ADDRESS"
            fingerprint = "%6$s"
            token-file = "%5$s"
            """
                .formatted(
                    name,
                    files.certificate(),
                    files.key(),
                    files.token(),
                    files.token().getFileName(),
                    files.fingerprint()));
    spec.commandLine().getOut().flush();
  }
}

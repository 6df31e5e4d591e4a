package org.srv6pipes.dist.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.srv6pipes.dist.pipe.OutputException;
import org.srv6pipes.dist.pipe.PipeFunctions;
import org.srv6pipes.dist.pipe.Pipeline;
import org.srv6pipes.function.Direction;
import org.srv6pipes.function.FunctionException;
import org.srv6pipes.proxy.chain.FunctionDefect;
import org.srv6pipes.proxy.chain.PluginException;
import org.srv6pipes.service.Reason;
import org.srv6pipes.service.config.ConfigException;
import org.srv6pipes.wire.ChainText;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code srv6pipes pipe CHAIN} */
@Command(
    name = "pipe",
    header = "Run a chain between standard input and standard output, without a network.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  srv6pipes pipe 'zstd-compress(level=3)' < file | zstd -d | cmp - file",
      "  srv6pipes pipe 'zstd-compress | encrypt(1) | decrypt(1) | zstd-decompress' \\",
      "      < file",
      "  srv6pipes pipe --key-file keys 'encrypt(key=1)' < file > file.encrypted",
      "  srv6pipes pipe -c proxy.toml 'decrypt | replace(dogs, cats)'"
    })
final class PipeCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private FunctionOptions options;

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      description =
          "The keys of encrypt and decrypt: lines of a number, an equals sign and 64 hexadecimal"
              + " digits. A chain that decrypts what it encrypts needs none: it then uses keys of"
              + " the moment.")
  private @Nullable Path keyFile;

  @Option(
      names = "--direction",
      defaultValue = "FORWARD",
      paramLabel = "DIRECTION",
      description =
          "Which way the functions think that the bytes go: ${COMPLETION-CANDIDATES}"
              + " (${DEFAULT-VALUE}). What a proxy encrypted on the way back decrypts as return.")
  private Direction direction;

  @CommandLine.Parameters(
      paramLabel = "CHAIN",
      description = "Functions, as in 'name(value, key=value) | name'.")
  private ChainText chain;

  @Override
  public Integer call() throws Exception {
    try (PipeFunctions functions = functions();
        FileChannel in = new FileInputStream(FileDescriptor.in).getChannel();
        FileChannel out = new FileOutputStream(FileDescriptor.out).getChannel()) {
      Pipeline.run(functions.planned(), direction, in, out, this::warn);
      return ExitCode.OK;
    } catch (OutputException e) {
      if (Output.isUnread(e)) {
        return ExitCode.FAILED;
      }
      throw new CommandException(ExitCode.FAILED, "standard output: " + Reason.of(e));
    } catch (FunctionDefect e) {
      throw e; // with its trace
    } catch (FunctionException e) {
      throw new CommandException(ExitCode.FAILED, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new CommandException(ExitCode.FAILED, "standard input: " + Reason.of(e));
    }
  }

  private PipeFunctions functions() throws ConfigException, PluginException, CommandException {
    try {
      return PipeFunctions.open(chain, options.configuration(), options.folders(), keyFile);
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new CommandException(ExitCode.FAILED, "keys of the moment: " + Reason.withFile(e));
    }
  }

  private void warn(String function, String message) {
    spec.commandLine().getErr().println(function + ": " + message);
  }
}

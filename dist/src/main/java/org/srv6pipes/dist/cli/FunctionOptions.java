package org.srv6pipes.dist.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.srv6pipes.dist.Functions;
import org.srv6pipes.dist.HostFolders;
import org.srv6pipes.proxy.ProxyConfig;
import org.srv6pipes.proxy.chain.PluginException;
import org.srv6pipes.proxy.chain.Plugins;
import org.srv6pipes.service.config.Config;
import org.srv6pipes.service.config.ConfigException;
import picocli.CommandLine.Option;

/** Which functions a command speaks of. */
final class FunctionOptions {

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description =
          "Functions, settings, chains and SID layout of the proxy with this configuration.")
  private @Nullable Path file;

  @Option(
      names = "--plugins",
      paramLabel = "FOLDER",
      description = "Also the functions in this folder of jars.")
  private List<Path> folders = List.of();

  /** Loads them; without a configuration the built-in ones, under their own numbers. */
  KnownFunctions load() throws ConfigException, PluginException, CommandException {
    Config<ProxyConfig> config = configuration();
    return config == null
        ? KnownFunctions.of(HostFolders.functions(Plugins.in(folders())))
        : configured(config, folders());
  }

  /** What the file says, if one was named. */
  @Nullable Config<ProxyConfig> configuration() throws ConfigException {
    return file == null ? null : ProxyConfig.SCHEMA.load(file);
  }

  /** Where else functions are. Who names a folder means one that is there. */
  List<Path> folders() throws CommandException {
    for (Path folder : folders) {
      if (!Files.isDirectory(folder)) {
        throw new CommandException(
            ExitCode.USAGE,
            "--plugins: "
                + folder
                + (Files.exists(folder) ? " is no folder" : " is not there")
                + "; name the folder that holds the jars");
      }
    }
    return folders;
  }

  private static KnownFunctions configured(Config<ProxyConfig> config, List<Path> folders)
      throws ConfigException, PluginException {
    return KnownFunctions.of(Functions.of(config, folders), config.value().layout());
  }
}

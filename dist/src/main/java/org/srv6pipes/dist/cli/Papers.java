package org.srv6pipes.dist.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.srv6pipes.endhost.client.ClientConfig;
import org.srv6pipes.endhost.server.ServerConfig;
import org.srv6pipes.proxy.ProxyConfig;
import org.srv6pipes.resolver.ResolverConfig;
import org.srv6pipes.service.config.ConfigSchema;
import picocli.AutoComplete;

/**
 * What a package brings along to be read, made from what the program itself reads: manual pages and
 * completion from its commands, configuration files from the keys of its roles. Started by the
 * build of the package.
 */
final class Papers {

  static final List<ConfigSchema<?>> ROLES =
      List.of(ProxyConfig.SCHEMA, ServerConfig.SCHEMA, ClientConfig.SCHEMA, ResolverConfig.SCHEMA);

  private static final String PROGRAM = "srv6pipes";

  private Papers() {}

  /**
   * @param arguments the folder to write to
   */
  public static void main(String[] arguments) throws IOException {
    write(Path.of(arguments[0]));
  }

  static void write(Path folder) throws IOException {
    Path pages = Files.createDirectories(folder.resolve("man1"));
    String version = VersionCommand.Provider.ownVersion();
    for (ManPage page : ManPage.of(Program.commandLine()).toList()) {
      Files.writeString(pages.resolve(page.fileName()), page.text(version));
    }
    Path completion = Files.createDirectories(folder.resolve("completion"));
    Files.writeString(completion.resolve(PROGRAM), bashCompletion());
    Files.writeString(completion.resolve("_" + PROGRAM), zshCompletion());
    Path examples = Files.createDirectories(folder.resolve("examples"));
    for (ConfigSchema<?> role : ROLES) {
      Files.writeString(examples.resolve(role.role() + ".toml"), role.example());
    }
  }

  static String bashCompletion() {
    return AutoComplete.bash(PROGRAM, Program.commandLine());
  }

  /** zsh reads what is written for bash. */
  private static String zshCompletion() {
    return """
    #compdef %1$s
    autoload -U +X bashcompinit && bashcompinit
    source /usr/share/bash-completion/completions/%1$s
    """
        .formatted(PROGRAM);
  }
}

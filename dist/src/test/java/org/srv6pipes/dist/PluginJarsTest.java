package org.srv6pipes.dist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.srv6pipes.dist.pipe.PipeFunctions;
import org.srv6pipes.dist.pipe.Pipeline;
import org.srv6pipes.function.Direction;
import org.srv6pipes.proxy.ProxyConfig;
import org.srv6pipes.proxy.chain.FunctionCatalog;
import org.srv6pipes.proxy.chain.FunctionTable;
import org.srv6pipes.proxy.chain.PluginException;
import org.srv6pipes.proxy.chain.Plugins;
import org.srv6pipes.service.config.Config;
import org.srv6pipes.wire.ChainText;

/** What becomes of jars that somebody drops into a folder. */
class PluginJarsTest {

  private static final int NOBODY = 65534;

  @TempDir private Path folder;
  private Path jar;

  @BeforeEach
  void nameAJar() {
    jar = folder.resolve("plugin.jar");
  }

  @Test
  void shouldRunAFunctionThatWasDroppedIn() throws Exception {
    PluginJar.mapping("increment", 0x8001, "b + 1").write(jar);

    assertThat(run("increment", "HAL")).isEqualTo("IBM");
  }

  @Test
  void shouldLoadFurtherFoldersNextToThoseOfAConfiguration() throws Exception {
    Path other = Files.createDirectory(folder.resolve("further"));
    PluginJar.mapping("decrement", 0x8002, "b - 1").write(other.resolve("decrement.jar"));
    Path plugins = Files.createDirectory(folder.resolve("configured"));
    PluginJar.mapping("increment", 0x8001, "b + 1").write(plugins.resolve("increment.jar"));
    Path file =
        Files.writeString(
            folder.resolve("proxy.toml"),
            "sid-prefixes = [\"fc00:1::/80\"]\nplugin-dirs = [\"" + plugins + "\"]\n");
    Config<ProxyConfig> config = ProxyConfig.SCHEMA.load(file);

    try (FunctionTable functions = Functions.of(config, List.of(other));
        PipeFunctions chain =
            PipeFunctions.open(
                ChainText.parse("increment | decrement"), config, List.of(other), null)) {
      assertThat(functions.byName("increment")).isPresent();
      assertThat(functions.byName("decrement")).isPresent();
      assertThat(run(chain, "HAL")).isEqualTo("HAL");
    }
  }

  @Test
  void shouldGoOnWithWhatItLoadedWhenTheFileIsOverwrittenInTheMiddle() throws Exception {
    PluginJar.mapping("increment", 0x8001, "b + 1").write(jar);

    try (PipeFunctions functions = open("increment")) {
      // Nothing of the jar but its provider has been needed so far.
      Files.writeString(jar, "no jar any more");

      assertThat(run(functions, "HAL")).isEqualTo("IBM");
    }
  }

  @Test
  void shouldLetTwoPluginsHaveDifferentVersionsOfTheSameLibrary() throws Exception {
    for (int version : List.of(1, 2)) {
      PluginJar library = library(version);
      Path plugin = Files.createDirectory(folder.resolve("plugin-" + version));
      library.write(plugin.resolve("library.jar"));
      String source =
          source("library-" + version, 0x8000 + version, "ApiVersion.CURRENT")
              .replace("in.get()", "in.get() == 'v' ? (byte) common.Library.version() : (byte) 0");
      PluginJar.providerUsing(library, "author.Provider", source)
          .write(plugin.resolve("function.jar"));
    }

    assertThat(run("library-1", "v")).isEqualTo("1");
    assertThat(run("library-2", "v")).isEqualTo("2");
  }

  @Test
  void shouldShowAPluginTheFunctionApiAndTheJdkOnly() throws Exception {
    for (String hidden :
        List.of("org.srv6pipes.wire.Sid", "org.slf4j.Logger", "org.srv6pipes.functions.Decrypt")) {
      String source =
          source("curious", 0x8001, "ApiVersion.CURRENT")
              .replace("flow -> ", "flow -> { see(); return ")
              .replace("new Mapping();", "new Mapping(); };")
              .replace(
                  "static final class",
                  "static void see() throws FunctionException { try { Class.forName(\""
                      + hidden
                      + "\"); } catch (ClassNotFoundException e) { throw new"
                      + " FunctionException(\"not there\"); } } static final class");
      PluginJar.provider("author.Provider", source).write(jar);

      assertThatThrownBy(() -> run("curious", "x")).hasMessage("curious: not there");
    }
  }

  @Test
  void shouldRefuseAJarThatIsNotWhole() throws Exception {
    byte[] whole = PluginJar.mapping("increment", 0x8001, "b + 1").toBytes();
    byte[] damaged = whole.clone();
    damaged[whole.length / 3] ^= 1;
    for (byte[] bytes :
        List.of(
            new byte[0],
            "hello".getBytes(UTF_8),
            Arrays.copyOf(whole, whole.length / 2),
            Arrays.copyOf(whole, whole.length - 1),
            damaged)) {
      Files.write(jar, bytes);

      assertRefused("%s is not a whole jar: ".formatted(jar));
    }
  }

  @Test
  void shouldRefuseAJarWithoutAFunction() throws Exception {
    library(1).write(jar);

    assertRefused("there is no function in " + jar + ": META-INF/services/org.srv6pipes.function");
  }

  @Test
  void shouldRefuseAnApiOfAnotherTimeWithASentence() throws Exception {
    PluginJar.provider("author.Provider", source("future", 0x8001, "99")).write(jar);
    assertRefused(
        jar
            + ": author.Provider: It was built for version 99 of the function API and this is"
            + " version 1: install a newer srv6pipes, or build it against the older API.");

    PluginJar.provider("author.Provider", source("past", 0x8001, "0")).write(jar);
    assertRefused(
        jar
            + ": author.Provider: It was built for version 0 of the function API and the oldest"
            + " that still runs is 1: build it again against the API of this release.");
  }

  @Test
  void shouldRefuseTwoFunctionsOfOneName() throws Exception {
    PluginJar.mapping("increment", 0x8001, "b + 1").write(jar);
    PluginJar.mapping("increment", 0x8002, "b + 2").write(folder.resolve("twin.jar"));

    assertRefused(
        "function increment is in %s and in %s: remove one of them"
            .formatted(jar, folder.resolve("twin.jar")));
  }

  @Test
  void shouldRefuseTwoFunctionsOfOneNumber() throws Exception {
    PluginJar.mapping("increment", 0x8001, "b + 1").write(jar);
    PluginJar.mapping("decrement", 0x8001, "b - 1").write(folder.resolve("twin.jar"));

    assertThatThrownBy(() -> open("increment"))
        .hasMessageContaining("functions increment and decrement have the number 0x8001");
  }

  @Test
  void shouldRefuseAJarThatOthersCanChange() throws Exception {
    PluginJar.mapping("increment", 0x8001, "b + 1").write(jar);
    Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-rw-rw-"));
    assertRefused("everybody may write " + jar);
  }

  @Test
  @Tag("becomes-another-user")
  void shouldRefuseAJarOfSomebodyElse() throws Exception {
    PluginJar.mapping("increment", 0x8001, "b + 1").write(jar);
    Files.setAttribute(jar, "unix:uid", NOBODY);
    assertRefused(jar + " belongs to user 65534, who could change what we run: chown it to root");
  }

  @Test
  void shouldRefuseAFolderInWhichOthersCanPutJars() throws Exception {
    PluginJar.mapping("increment", 0x8001, "b + 1").write(jar);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));

    assertRefused("everybody may write " + folder + " and so change what we run: chmod o-w");
  }

  @Test
  void shouldLoadOnlyJarsOnTheListWhereThereIsOne() throws Exception {
    PluginJar known = PluginJar.mapping("increment", 0x8001, "b + 1");
    String digest =
        HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(known.toBytes()));
    Plugins plugins = new Plugins(List.of(folder), Set.of(digest));

    known.write(jar);
    try (FunctionCatalog catalog = FunctionCatalog.load(List.of(), plugins)) {
      assertThat(catalog.byName("increment")).isPresent();
    }

    PluginJar.mapping("increment", 0x8001, "b + 2").write(jar);
    assertThatThrownBy(() -> FunctionCatalog.load(List.of(), plugins))
        .isInstanceOf(PluginException.class)
        .hasMessageStartingWith(jar + " is not in plugin-sha256: add \"");
  }

  @Test
  void shouldNotMindWhatIsNoPlugin() throws Exception {
    Files.writeString(folder.resolve("README"), "jars here");
    Files.writeString(folder.resolve(".increment.jar"), "still being copied");

    try (FunctionCatalog catalog =
        FunctionCatalog.load(List.of(), Plugins.in(List.of(folder, folder.resolve("missing"))))) {
      assertThat(catalog.functions()).isEmpty();
    }
  }

  private void assertRefused(String beginning) {
    assertThatThrownBy(() -> FunctionCatalog.load(List.of(), Plugins.in(List.of(folder))))
        .isInstanceOf(PluginException.class)
        .hasMessageStartingWith(beginning);
  }

  private PipeFunctions open(String chain) throws Exception {
    return PipeFunctions.open(ChainText.parse(chain), null, List.of(folder), null);
  }

  private String run(String chain, String input) throws Exception {
    try (PipeFunctions functions = open(chain)) {
      return run(functions, input);
    }
  }

  private static String run(PipeFunctions functions, String input) throws Exception {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    Pipeline.run(
        functions.planned(),
        Direction.FORWARD,
        Channels.newChannel(new ByteArrayInputStream(input.getBytes(UTF_8))),
        Channels.newChannel(output),
        (function, message) -> {});
    return output.toString(UTF_8);
  }

  private static PluginJar library(int version) {
    return PluginJar.classes(
        "common.Library",
        "package common; public class Library { public static int version() { return '%d'; } }"
            .formatted(version));
  }

  private static String source(String name, int number, String apiVersion) {
    return PluginJar.MAPPING.formatted(name, number, "b").replace("ApiVersion.CURRENT", apiVersion);
  }
}

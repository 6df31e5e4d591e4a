package org.srv6pipes.proxy.chain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.srv6pipes.function.FunctionProvider;
import org.srv6pipes.function.Problems;

class FunctionTableTest {

  @TempDir Path folder;

  /** What is kept for flows to come must not stay as long as a flow that goes on for days. */
  @Test
  void shouldTellFactoriesThatTheyAreReplacedBeforeTheLastFlowEnds() throws Exception {
    try (URLClassLoader loader = loaderOf(RecordingProvider.class)) {
      RecordingProvider.TOLD.clear();
      Problems problems = new Problems();
      FunctionTable table =
          FunctionTable.configure(FunctionCatalog.of(loader), FunctionSetup.NONE, problems);
      assertThat(problems.list()).isEmpty();
      assertThat(table.retain()).isTrue();

      table.close();
      assertThat(RecordingProvider.TOLD).containsExactly("replaced");
      table.release();
      assertThat(RecordingProvider.TOLD).containsExactly("replaced", "close");
    }
  }

  private URLClassLoader loaderOf(Class<? extends FunctionProvider> provider) throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.write(
        services.resolve(FunctionProvider.class.getName()), provider.getName().getBytes(UTF_8));
    return new URLClassLoader(
        new URL[] {folder.toUri().toURL()}, FunctionTableTest.class.getClassLoader());
  }
}

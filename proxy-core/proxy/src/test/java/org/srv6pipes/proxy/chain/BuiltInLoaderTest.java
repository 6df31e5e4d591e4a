package org.srv6pipes.proxy.chain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuiltInLoaderTest {

  private static final String RESOURCE = "library.so";

  @Test
  void shouldReadOnWhenAnotherLoaderOfTheSameJarCloses(@TempDir Path folder) throws IOException {
    URL jar = jar(folder).toUri().toURL();
    BuiltInLoader older =
        new BuiltInLoader("older", List.of(jar), ClassLoader.getSystemClassLoader());
    try (BuiltInLoader newer =
            new BuiltInLoader("newer", List.of(jar), ClassLoader.getSystemClassLoader());
        InputStream ofOlder = older.getResourceAsStream(RESOURCE);
        InputStream ofNewer = newer.getResourceAsStream(RESOURCE)) {
      assertThat(ofOlder.read()).isEqualTo('s');

      older.close();

      assertThat(new String(ofNewer.readAllBytes(), UTF_8)).isEqualTo("some bytes");
    }
  }

  private static Path jar(Path folder) throws IOException {
    Path file = folder.resolve("built-in.jar");
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
      jar.putNextEntry(new JarEntry(RESOURCE));
      jar.write("some bytes".getBytes(UTF_8));
    }
    return file;
  }
}

package org.srv6pipes.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.srv6pipes.lab.test.NamespaceTest;

/** What the cache of loaded classes is made of: see {@link Rehearsal}. */
@NamespaceTest
@Timeout(120)
class CachedClassesTest {

  private static final Path LIBRARIES = Path.of("target", "lib");

  @TempDir private Path folder;

  @Test
  void shouldFindNoClassTooOldForTheCache() throws IOException {
    try (Stream<Path> jars = Files.list(LIBRARIES)) {
      List<Path> all = jars.filter(it -> it.toString().endsWith(".jar")).toList();
      assertThat(all).anyMatch(it -> it.toString().contains("picocli"));
      for (Path jar : all) {
        assertThat(oldestVersionIn(jar))
            .as(jar.toString())
            .isGreaterThanOrEqualTo(ClassFile.JAVA_6_VERSION);
      }
    }
  }

  private static int oldestVersionIn(Path path) throws IOException {
    int oldest = Integer.MAX_VALUE;
    try (JarFile jar = new JarFile(path.toFile())) {
      for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
        JarEntry entry = entries.nextElement();
        if (entry.getName().endsWith(".class")) {
          try (DataInputStream in = new DataInputStream(jar.getInputStream(entry))) {
            in.readInt();
            in.readUnsignedShort();
            oldest = Math.min(oldest, in.readUnsignedShort());
          }
        }
      }
    }
    return oldest;
  }

  @Test
  void shouldRehearseAProxyAndItsFirstConnection() throws Exception {
    File said = folder.resolve("said").toFile();
    Process rehearsal =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dsrv6pipes.functions=" + System.getProperty("srv6pipes.functions"),
                "-cp",
                System.getProperty("java.class.path"),
                Rehearsal.class.getName(),
                "proxy")
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(said)
            .start();
    assertThat(rehearsal.waitFor(100, TimeUnit.SECONDS)).isTrue();
    assertThat(said).content().contains("stopped flows=1 finished=1");
    assertThat(rehearsal.exitValue()).isZero();
  }

  /** A test that starts the program without it takes longer, and says nothing. */
  @Test
  void shouldStartTheProgramOfOtherTestsWithTheCache() throws Exception {
    assertThat(sourceOf(Main.class, ProgramInLab.command("version"))).contains("shared objects");
  }

  private String sourceOf(Class<?> wanted, List<String> program) throws Exception {
    List<String> command = new ArrayList<>(program);
    command.add(1, "-Xlog:class+load");
    File said = folder.resolve("loaded").toFile();
    Process process = new ProcessBuilder(command).redirectOutput(said).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return Files.readAllLines(said.toPath()).stream()
        .filter(it -> it.contains(wanted.getName() + " source: "))
        .findFirst()
        .orElseThrow();
  }
}

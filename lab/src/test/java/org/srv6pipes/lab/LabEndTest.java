package org.srv6pipes.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.linux.LinuxException;
import org.srv6pipes.wire.Ipv6Address;

/** However the owner of a lab ends: nothing is left. Owners are JVMs of their own here. */
@NamespaceTest
final class LabEndTest {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin/java").toString();
  private static final List<String> AS_NOBODY =
      List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

  @TempDir Path folder;
  private final List<Process> owners = new ArrayList<>();

  @AfterEach
  void end() {
    owners.forEach(Process::destroyForcibly);
  }

  @Test
  void shouldLeaveNothingBehindWhenTheJvmIsKilled() throws Exception {
    Process owner = owner(List.of(), "hold");
    BufferedReader said = owner.inputReader();
    List<String> namespaces = networkNamespaces(readHosts(said));
    assertThat(namespaces).doesNotHaveDuplicates().hasSize(3);
    Path file = Path.of(said.readLine());
    assertThat(file).exists();
    owner.destroyForcibly();
    await().until(() -> processesIn(namespaces).isEmpty());
    await().until(() -> Files.notExists(file.getParent()));
  }

  @Test
  void shouldLeaveNothingBehindWhenTheHolderIsKilled() throws Exception {
    Process owner = owner(List.of(), "hold");
    List<String> namespaces = networkNamespaces(readHosts(owner.inputReader()));
    owner.children().filter(LabEndTest::isHolder).forEach(ProcessHandle::destroyForcibly);
    await().until(() -> processesIn(namespaces).isEmpty());
    assertThat(owner.isAlive()).isTrue();
  }

  @Test
  void shouldOutliveTheJvmThatRegisteredIt() throws Exception {
    Process owner = owner(List.of(), "up", folder.toString());
    assertThat(owner.waitFor()).isZero();
    LabRegistry registry = new LabRegistry(folder);
    assertThat(registry.exec(registry.host(Optional.of("mine"), "p1"), List.of("true"))).isZero();
    assertThat(registry.downAll()).hasSize(1);
  }

  @Test
  @Tag("becomes-another-user") // which only root can; an ordinary user leaves it out by this tag
  void shouldGiveAnOrdinaryUserALabToo() throws Exception {
    Path classes = classesForEveryone();
    assumeTrue(canRun(AS_NOBODY, "-version"), "needs a second user, and a JDK that it can read");
    Process owner = owner(AS_NOBODY, classes, "hold");
    BufferedReader said = owner.inputReader(StandardCharsets.UTF_8);
    List<Long> hosts = readHosts(said);
    assertThat(Files.getAttribute(Path.of("/proc/" + hosts.getFirst()), "unix:uid"))
        .isEqualTo(65534);
    owner.getOutputStream().close();
    assertThat(owner.waitFor()).isZero();
  }

  private static boolean isHolder(ProcessHandle process) {
    return process.info().command().filter(it -> it.endsWith("/unshare")).isPresent();
  }

  private static boolean canRun(List<String> prefix, String argument) throws Exception {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of(JAVA, argument));
    return new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  private Process owner(List<String> prefix, String... arguments) throws IOException {
    return owner(prefix, null, arguments);
  }

  private Process owner(List<String> prefix, Path classes, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    String path =
        classes == null ? System.getProperty("java.class.path") : classes + "/*:" + classes;
    command.addAll(List.of(JAVA, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", path));
    command.add(LabOwner.class.getName());
    command.addAll(List.of(arguments));
    Process owner =
        new ProcessBuilder(command)
            .directory(Path.of("/").toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    owners.add(owner);
    return owner;
  }

  private static List<Long> readHosts(BufferedReader said) throws IOException {
    assertThat(said.readLine()).isEqualTo("uid 0");
    List<Long> hosts = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      hosts.add(Long.parseLong(said.readLine()));
    }
    return hosts;
  }

  private static List<String> networkNamespaces(List<Long> processes) {
    return processes.stream().map(LabEndTest::networkNamespace).map(Optional::orElseThrow).toList();
  }

  private static List<Long> processesIn(List<String> namespaces) {
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .filter(pid -> networkNamespace(pid).filter(namespaces::contains).isPresent())
        .toList();
  }

  private static Optional<String> networkNamespace(long pid) {
    try {
      return Optional.of(Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/net")).toString());
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  /** The classes that an owner needs, where every user can read them. */
  private Path classesForEveryone() throws IOException, URISyntaxException {
    Path copy = Files.createDirectory(folder.resolve("classes"));
    for (Class<?> one :
        List.of(LabOwner.class, Lab.class, Ipv6Address.class, LinuxException.class)) {
      copyTo(copy, Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI()));
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.toList()) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
    return copy;
  }

  private static void copyTo(Path copy, Path classes) throws IOException {
    if (Files.isRegularFile(classes)) {
      Files.copy(classes, copy.resolve(classes.getFileName()));
      return;
    }
    try (Stream<Path> all = Files.walk(classes)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        Path target = copy.resolve(classes.relativize(path).toString());
        Files.createDirectories(target.getParent());
        Files.copy(path, target);
      }
    }
  }
}

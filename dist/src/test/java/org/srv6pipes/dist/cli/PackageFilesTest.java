package org.srv6pipes.dist.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.srv6pipes.dist.HostRole;

/** The units and the Containerfile, as far as they can be judged without systemd and an engine. */
class PackageFilesTest {

  private static final Path FOLDER =
      Path.of(System.getProperty("srv6pipes.root"), "dist", "src", "package");

  static List<Path> units() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER.resolve("units"))) {
      return files.sorted().toList();
    }
  }

  private static List<Path> unitsOfRoles() throws IOException {
    return units().stream().filter(unit -> !unit.endsWith("srv6pipes-rules@.service")).toList();
  }

  private static List<String> values(Path unit, String key) throws IOException {
    return Files.readAllLines(unit).stream()
        .filter(line -> line.startsWith(key + "="))
        .map(line -> line.substring(key.length() + 1))
        .toList();
  }

  @Test
  void shouldHaveAUnitForEachRole() throws IOException {
    assertThat(unitsOfRoles())
        .extracting(unit -> unit.getFileName().toString().replaceAll("srv6pipes-|@?\\.service", ""))
        .containsExactlyInAnyOrderElementsOf(
            Papers.ROLES.stream().map(role -> role.role()).toList());
  }

  @ParameterizedTest
  @MethodSource("units")
  void shouldStartWhatTheProgramUnderstandsAndAllowNoMoreThanItNeeds(Path unit) throws IOException {
    List<String> command = List.of(values(unit, "ExecStart").getFirst().split(" "));
    assertThat(command).first().isEqualTo("/usr/bin/srv6pipes");
    String[] arguments = command.stream().skip(1).toArray(String[]::new);
    assertThatCode(() -> Program.commandLine().parseArgs(arguments)).doesNotThrowAnyException();

    assertThat(values(unit, "User")).containsExactly("srv6pipes");
    assertThat(values(unit, "AmbientCapabilities"))
        .isEqualTo(values(unit, "CapabilityBoundingSet"))
        .allSatisfy(
            all ->
                assertThat(List.of(all.split(" ")))
                    .isSubsetOf("CAP_NET_ADMIN", "CAP_NET_RAW", "CAP_NET_BIND_SERVICE", "CAP_BPF"));
    assertThat(values(unit, "NoNewPrivileges")).containsExactly("yes");
    assertThat(values(unit, "ProtectSystem")).containsExactly("strict");
    assertThat(values(unit, "MemoryDenyWriteExecute")).as("Java compiles").isEmpty();
  }

  /** The client role also answers on port 53. */
  @ParameterizedTest
  @EnumSource(HostRole.class)
  void shouldGiveEachRoleWhatTheDoctorWants(HostRole role) throws IOException {
    Path unit =
        units().stream()
            .filter(it -> it.getFileName().toString().matches("srv6pipes-" + role + "@?\\.service"))
            .findFirst()
            .orElseThrow();
    Set<String> given =
        new TreeSet<>(List.of(values(unit, "AmbientCapabilities").getFirst().split(" ")));
    given.remove("CAP_NET_BIND_SERVICE");

    assertThat(role.capabilities())
        .extracting(Enum::name)
        .containsExactlyInAnyOrderElementsOf(given);
  }

  @Test
  void shouldNotReadItsOwnClassesWhereStandardInputIsClosed() throws Exception {
    String launch = "(. \"$0\"; readlink /proc/self/fd/0) <&-";
    Process shell =
        new ProcessBuilder("sh", "-euc", launch, FOLDER.resolve("jvm").toString()).start();

    assertThat(shell.inputReader().readLine()).isEqualTo("/dev/null");
    assertThat(shell.waitFor()).isZero();
  }

  @Test
  void shouldHearFromEveryRoleThatItServesAndLives() throws IOException {
    for (Path unit : unitsOfRoles()) {
      assertThat(values(unit, "Type")).containsExactly("notify");
      assertThat(values(unit, "WatchdogSec")).hasSize(1);
    }
  }

  @Test
  void shouldBuildAContainerAsCareDemands() throws IOException {
    List<String> instructions = instructions();

    assertThat(instructions).first().asString().matches("FROM \\S+/\\S+:\\d[^ ]*");
    assertThat(instructions)
        .allMatch(
            line -> line.matches("(FROM|ARG|LABEL|COPY|RUN|USER|STOPSIGNAL|ENTRYPOINT|CMD) \\S.*"))
        .noneMatch(line -> line.contains("sudo") || line.contains(":latest"));
    assertThat(instructions)
        .filteredOn(line -> line.contains("apt-get install"))
        .allMatch(
            line ->
                line.contains("apt-get update && ")
                    && line.contains("install -y --no-install-recommends ")
                    && line.contains("rm -rf ")
                    && line.contains("/var/lib/apt/lists/*"))
        .isNotEmpty();
    assertThat(instructions)
        .filteredOn(line -> line.startsWith("ENTRYPOINT") || line.startsWith("CMD"))
        .hasSize(2)
        .allMatch(line -> line.matches("\\w+ \\[(\"[^\"]+\"(, )?)+\\]"));
    assertThat(instructions)
        .filteredOn(line -> line.startsWith("USER"))
        .last()
        .isEqualTo("USER srv6pipes");
    assertThat(instructions.indexOf("USER srv6pipes"))
        .isGreaterThan(
            instructions.lastIndexOf(
                instructions.stream().filter(it -> it.startsWith("RUN")).toList().getLast()));
  }

  /** Without comments, each in one line. */
  private static List<String> instructions() throws IOException {
    List<String> instructions = new ArrayList<>();
    String text = Files.readString(FOLDER.resolve("Containerfile"));
    text.replaceAll("(?m)^#.*\n", "")
        .replaceAll("\\s*\\\\\n\\s*", " ")
        .lines()
        .filter(line -> !line.isBlank())
        .forEach(instructions::add);
    return instructions;
  }
}

package org.srv6pipes.functions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.srv6pipes.function.Direction;
import org.srv6pipes.function.FunctionException;
import org.srv6pipes.function.FunctionFactory;
import org.srv6pipes.function.FunctionProvider;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.function.Problems;
import org.srv6pipes.function.testkit.FunctionConformance;
import org.srv6pipes.function.testkit.Samples;
import org.srv6pipes.function.testkit.TestFlow;
import org.srv6pipes.function.testkit.TestHost;

class TeeTest extends FunctionConformance {

  private static final Parameters FIRST = new Parameters(1);

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("copy");
  }

  @Override
  protected FunctionProvider provider() {
    return new TeeProvider();
  }

  @Override
  protected Map<String, ?> configuration() {
    return entry(Map.of("max-size", "1MiB", "keep", 0L));
  }

  @Override
  protected Map<String, ?> inverseConfiguration() {
    return entry(Map.of("path", file + "-of-the-inverse", "keep", 0L));
  }

  @Override
  protected void judge(byte[] input, byte[] output) {
    assertThat(output).isEqualTo(input);
  }

  @Test
  void shouldWriteWhatWiresharkFollows() throws Exception {
    byte[] request = Samples.text(40_000);
    byte[] answer = Samples.noise(50_000, 2);
    try (FunctionFactory tee = Plans.factory(new TeeProvider(), entry(Map.of()))) {
      var plan = tee.plan(FIRST, new Problems());
      try (TestHost there = new TestHost(plan, new TestFlow(FIRST, Direction.FORWARD));
          TestHost back = new TestHost(plan, new TestFlow(FIRST, Direction.RETURN))) {
        there.write(request);
        back.write(answer).end();
        there.end();
      }
    }

    assertThat(follow(0)).isEqualTo(request);
    assertThat(follow(1)).isEqualTo(answer);
    assertThat(tshark("-T", "fields", "-e", "tcp.flags.str"))
        .startsWith("··········S·\n·······A··S·\n·······AP···")
        .endsWith("·······A···F\n·······A···F\n");
    assertThat(tshark("-Y", "_ws.malformed or tcp.analysis.flags")).isEmpty();
  }

  @Test
  void shouldShowThatAStreamWasBroken() throws Exception {
    try (FunctionFactory tee = Plans.factory(new TeeProvider(), entry(Map.of()));
        TestHost host = new TestHost(tee.plan(FIRST, new Problems()))) {
      host.write("I love");
    }

    assertThat(tshark("-Y", "tcp.flags.reset == 1", "-T", "fields", "-e", "tcp.seq"))
        .isEqualTo("7\n");
  }

  @Test
  void shouldWriteTextWithTimesAndAddresses() throws Exception {
    try (FunctionFactory tee = Plans.factory(new TeeProvider(), entry(Map.of("format", "text")));
        TestHost host = new TestHost(tee.plan(FIRST, new Problems()))) {
      host.write("I love dogs!").end();
    }

    assertThat(Files.readString(file))
        .containsPattern(
            "(?s)^20..-..-..T..:..:..*Z \\[fd00:c.*1]:40000 > \\[fd00:5.*1]:80 opened 0\n"
                + "20.*Z .* > .* data 12\nI love dogs!\n20.*closed 0\n$");
  }

  @Test
  void shouldBeReadableForItsOwnerOnly() throws Exception {
    try (FunctionFactory tee = Plans.factory(new TeeProvider(), entry(Map.of()))) {
      new TestHost(tee.plan(FIRST, new Problems())).close();
    }

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void shouldPutFullFilesAsideAndKeepSomeOfThem() throws Exception {
    Map<String, ?> small = entry(Map.of("max-size", "10KiB", "keep", 2L));
    try (FunctionFactory tee = Plans.factory(new TeeProvider(), small);
        TestHost host = new TestHost(tee.plan(FIRST, new Problems()))) {
      for (int i = 0; i < 50; i++) {
        host.write(Samples.text(1_000));
      }
    }

    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("copy", "copy.1", "copy.2");
    assertThat(Files.size(folder.resolve("copy.1"))).isBetween(10L << 10, 12L << 10);
    assertThat(new Tool("tshark", "-r", folder.resolve("copy.2").toString()).run(new byte[0]))
        .isNotEmpty();
  }

  @Test
  void shouldGoOnInAFileThatIsThereAlready() throws Exception {
    for (String piece : new String[] {"I love ", "dogs!"}) {
      try (FunctionFactory tee = Plans.factory(new TeeProvider(), entry(Map.of()));
          TestHost host = new TestHost(tee.plan(FIRST, new Problems()))) {
        host.write(piece).end();
      }
    }

    assertThat(tshark("-Y", "tcp.len > 0", "-T", "fields", "-e", "tcp.len")).isEqualTo("7\n5\n");
  }

  @Test
  void shouldWarnAndLetTheBytesPassWhenTheCopyFails() throws Exception {
    Map<String, ?> full = entry(Map.of("path", "/dev/full"));
    try (FunctionFactory tee = Plans.factory(new TeeProvider(), full);
        TestHost host = new TestHost(tee.plan(FIRST, new Problems()))) {
      assertThat(host.write("I love dogs!").end().text()).isEqualTo("I love dogs!");
      assertThat(host.flow().warnings())
          .singleElement()
          .satisfies(line -> assertThat(line).contains("No space left"));
    }
  }

  @Test
  void shouldSayInWordsThatTheFolderOfTheCopyIsGone() throws Exception {
    Path gone = Files.createDirectory(file.resolveSibling("gone"));
    Map<String, ?> nowhere = entry(Map.of("path", gone.resolve("copy").toString()));
    try (FunctionFactory tee = Plans.factory(new TeeProvider(), nowhere)) {
      Files.delete(gone);
      try (TestHost host = new TestHost(tee.plan(FIRST, new Problems()))) {
        assertThat(host.flow().warnings())
            .containsExactly(
                "its copy cannot be written and ends here: there is no folder for "
                    + gone.resolve("copy"));
      }
    }
  }

  @Test
  void shouldEndTheFlowWhenACopyThatIsRequiredFails() {
    Map<String, ?> full = entry(Map.of("path", "/dev/full", "required", true));
    try (FunctionFactory tee = Plans.factory(new TeeProvider(), full)) {
      assertThatThrownBy(() -> new TestHost(tee.plan(FIRST, new Problems())))
          .isInstanceOf(FunctionException.class)
          .hasMessageContaining("copy cannot be written");
    }
  }

  @Test
  void shouldTouchNoFileWhileNothingPasses() {
    Plans.factory(new TeeProvider(), entry(Map.of())).close();

    assertThat(file).doesNotExist();
  }

  @Test
  void shouldReportEntriesThatCannotWork() {
    Problems problems = new Problems();
    Map<String, ?> files =
        Map.of(
            "1", Map.of("path", "/nowhere/copy"),
            "2", Map.of(),
            "3", Map.of("path", file.toString(), "format", "mp3"),
            "4", Map.of("path", file.toString()));

    Plans.factory(new TeeProvider(), Map.of("files", files), problems);

    assertThat(problems.toString().lines())
        .containsExactly(
            "files.1.path: there is no folder for /nowhere/copy",
            "files.2.path: it is missing",
            "files.3.format: there is no such format; known are pcapng, text",
            "files.4.path: two entries write to " + file);
  }

  private Map<String, ?> entry(Map<String, ?> settings) {
    Map<String, Object> entry = new HashMap<>(Map.of("path", file.toString()));
    entry.putAll(settings);
    return Map.of("files", Map.of("1", entry));
  }

  /** What Wireshark makes of one direction, 0 being the client's. */
  private byte[] follow(int direction) throws Exception {
    StringBuilder hex = new StringBuilder();
    String text = tshark("-q", "-z", "follow,tcp,raw,0");
    text.lines()
        .filter(line -> line.matches("\t?[0-9a-f]+"))
        .filter(line -> line.startsWith("\t") == (direction == 1))
        .forEach(line -> hex.append(line.strip()));
    return HexFormat.of().parseHex(hex);
  }

  private String tshark(String... arguments) throws Exception {
    String[] command = new String[arguments.length + 3];
    command[0] = "tshark";
    command[1] = "-r";
    command[2] = file.toString();
    System.arraycopy(arguments, 0, command, 3, arguments.length);
    return new String(new Tool(command).orSkip().run(new byte[0]), UTF_8);
  }
}

package org.srv6pipes.dist;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.srv6pipes.rules.Fault;

class TroubleshootingPageTest {
  private static final Pattern FINDINGS = Pattern.compile("Findings: ((?:`[a-z0-9-]+`[,.]\\s+)+)");
  private static final Pattern NAME = Pattern.compile("`([a-z0-9-]+)`");

  private String page;

  @BeforeEach
  void read() throws IOException {
    page =
        Files.readString(
            Path.of(System.getProperty("srv6pipes.root"), "docs", "troubleshooting.md"));
  }

  @Test
  void shouldExplainEveryFindingOfTheDoctor() {
    String rows =
        Arrays.stream(Fault.values())
            .map(
                it ->
                    "| `%s` | %s | %s |\n"
                        .formatted(it, it.isCertain() ? "error" : "warning", it.meaning()))
            .collect(joining());

    assertThat(page).endsWith("| finding | | what it is |\n|---|---|---|\n" + rows);
  }

  @Test
  void shouldNameEveryFindingUnderASymptomAndNoOther() {
    Stream<String> named =
        FINDINGS
            .matcher(page)
            .results()
            .flatMap(list -> NAME.matcher(list.group(1)).results())
            .map((MatchResult name) -> name.group(1));
    Set<String> faults = Arrays.stream(Fault.values()).map(Fault::toString).collect(toSet());

    assertThat(named.collect(toSet())).isEqualTo(faults);
  }
}

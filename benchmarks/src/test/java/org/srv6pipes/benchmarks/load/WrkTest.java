package org.srv6pipes.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.srv6pipes.lab.CommandResult;
import org.srv6pipes.lab.LabException;

final class WrkTest {

  @Test
  void shouldReadItsOwnLineOfWhatWrkPrints() {
    Answers answers =
        Wrk.parse(
            printed(
                """
                Running 2s test @ http://[2001:db8:2::2]:8000/1024
                  9000 requests in 2.00s, 11.4MB read
                measured requests=9000 bytes=11400000 micros=2000000 errors=3 p50=900 p99=12000 p999=31000
                """));

    assertThat(answers.requests()).isEqualTo(9000);
    assertThat(answers.bytes()).isEqualTo(11_400_000);
    assertThat(answers.seconds()).isEqualTo(2);
    assertThat(answers.errors()).isEqualTo(3);
    assertThat(answers.latency().orElseThrow().p999()).isEqualTo(Duration.ofMillis(31));
  }

  @Test
  void shouldShowWhatWrkSaidInsteadOfANumber() {
    assertThatThrownBy(() -> Wrk.parse(printed("unable to connect\n")))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("unable to connect");
  }

  private static CommandResult printed(String text) {
    return new CommandResult("client", List.of("wrk"), 0, text, "");
  }
}

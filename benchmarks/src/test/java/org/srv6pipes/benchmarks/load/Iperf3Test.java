package org.srv6pipes.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.srv6pipes.lab.CommandResult;

final class Iperf3Test {

  @Test
  void shouldTakeWhatArrivedAndNotWhatWasSent() {
    String json =
        """
        { "end": { "sum_sent": { "seconds": 2.0, "bytes": 999 },
          "sum_received": { "start": 0, "end": 2.04, "seconds": 2.04, "bytes": 510000000,
            "bits_per_second": 2000000000 } } }
        """;

    Answers answers = Iperf3.parse(new CommandResult("client", List.of("iperf3"), 0, json, ""));

    assertThat(answers.bytes()).isEqualTo(510_000_000);
    assertThat(answers.seconds()).isEqualTo(2.04);
  }
}

package org.srv6pipes.proxy.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.srv6pipes.function.Effect;
import org.srv6pipes.function.FunctionPlan;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.function.Traits;
import org.srv6pipes.function.Work;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Ipv6Prefix;
import org.srv6pipes.wire.Sid;

final class DemandTest {

  private static final Sid SID =
      new Sid(Ipv6Address.parse("fc00:1::1:0:0"), Ipv6Prefix.parse("fc00:1::/80"), 1, 0);

  private static final Traits LIGHT = Traits.DEFAULT;
  private static final Traits MASK = LIGHT.effect(Effect.KEEPS_LENGTH);
  private static final Traits HEAVY = LIGHT.work(Work.HEAVY);
  private static final Traits COMPRESS = HEAVY.lightUpTo(1000);

  static Stream<Arguments> chains() {
    return Stream.of(
        row("says nothing of few bytes", 0, HEAVY),
        row("says so", 1000, COMPRESS),
        row("gets what came", 1000, MASK, COMPRESS),
        row("what comes after is light by its own word", 1000, COMPRESS, LIGHT),
        row("may get more than came", 0, LIGHT, COMPRESS),
        row("may get more than came, from another heavy one", 0, COMPRESS, COMPRESS),
        row("the least of two counts", 500, MASK.work(Work.HEAVY).lightUpTo(500), COMPRESS),
        row("one says nothing", 0, MASK.work(Work.HEAVY), COMPRESS),
        row("one may wait", 0, COMPRESS, LIGHT.work(Work.BLOCKING)));
  }

  private static Arguments row(String name, int lightUpTo, Traits... functions) {
    return Arguments.of(
        name, lightUpTo, Arrays.stream(functions).map(DemandTest::planned).toList());
  }

  private static PlannedFunction planned(Traits traits) {
    FunctionPlan plan =
        FunctionPlan.of(
            traits,
            flow -> {
              throw new IllegalStateException("is never made here");
            });
    return new PlannedFunction("some", SID, Parameters.DEFAULTS, plan);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("chains")
  void shouldTellUpToWhereHeavyWorkIsLight(
      String name, int lightUpTo, List<PlannedFunction> functions) {
    assertThat(Demand.lightUpTo(functions)).as(name).isEqualTo(lightUpTo);
  }
}

package org.srv6pipes.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.srv6pipes.wire.Refused.Reason.FINAL_SEGMENT_IS_OURS;
import static org.srv6pipes.wire.Refused.Reason.FORWARD_PATH_COMES_BACK;
import static org.srv6pipes.wire.Refused.Reason.NOT_OUR_SEGMENT;
import static org.srv6pipes.wire.Refused.Reason.NO_SEGMENTS_LEFT;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.srv6pipes.wire.Refused.Reason;

class ForwardPathTest {
  private static final Ipv6Prefix OURS = Ipv6Prefix.parse("fc00:1::/80");
  private static final String SERVER = "2001:db8:2::2";

  private static List<Ipv6Address> addresses(String... texts) {
    return Arrays.stream(texts).map(Ipv6Address::parse).toList();
  }

  private static ForwardPathResult find(int segmentsLeft, String... segments) {
    return ForwardPath.find(Srh.of(segmentsLeft, addresses(segments)), OURS::contains);
  }

  @Test
  void shouldRunConsecutiveSegmentsInOnePassInTheOrderOfTheWay() {
    ForwardPathResult result = find(3, SERVER, "fc00:2::1", "fc00:1::b", "fc00:1::a", "fc00:3::1");

    assertThat(result)
        .isInstanceOfSatisfying(
            ForwardPath.class,
            path -> {
              assertThat(path.sids()).isEqualTo(addresses("fc00:1::a", "fc00:1::b"));
              assertThat(path.next()).isEqualTo(Ipv6Address.parse("fc00:2::1"));
              assertThat(path.onward(null)).isEqualTo(Srh.of(1, addresses(SERVER, "fc00:2::1")));
            });
  }

  @Test
  void shouldGoOnToTheServerBehindTheLastProxy() {
    assertThat(find(1, SERVER, "fc00:1::a"))
        .isInstanceOfSatisfying(
            ForwardPath.class,
            path -> {
              assertThat(path.sids()).isEqualTo(addresses("fc00:1::a"));
              assertThat(path.next()).isEqualTo(Ipv6Address.parse(SERVER));
              assertThat(path.onward(null)).isEqualTo(Srh.of(0, addresses(SERVER)));
            });
  }

  @Test
  void shouldNotMindSegmentsThatAreDone() {
    assertThat(find(1, SERVER, "fc00:1::b", "fc00:3::1", "fc00:1::a"))
        .as("whether we have been passed before is for the return path to say")
        .isInstanceOf(ForwardPath.class);
  }

  static Stream<Arguments> onward() {
    return Stream.of(
        arguments("first proxy: SYN arriving", "fc00:1::/80", "first proxy: SYN leaving", 1),
        arguments("second proxy: SYN arriving", "fc00:2::/80", "second proxy: SYN leaving", 2));
  }

  @ParameterizedTest
  @MethodSource("onward")
  void shouldSendOnWhatTheKernelsOfTheChainSentOn(
      String arriving, String prefix, String leaving, int segmentsLeft) {
    Srh before = Objects.requireNonNull(KernelPackets.syn(arriving).srh());
    Srh after = Objects.requireNonNull(KernelPackets.syn(leaving).srh());
    ReturnPathTlv path = before.returnPath().orElseThrow();

    ForwardPath forward =
        (ForwardPath) ForwardPath.find(before, Ipv6Prefix.parse(prefix)::contains);

    assertThat(forward.onward(new ReturnPathTlv(6, segmentsLeft, path.segments())))
        .isEqualTo(after);
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        arguments(find(0, SERVER, "fc00:1::a"), NO_SEGMENTS_LEFT, "destination 2001:db8:2::2"),
        arguments(find(1, SERVER, "fc00:2::a"), NOT_OUR_SEGMENT, "fc00:2::a"),
        arguments(find(1, "fc00:1::1", "fc00:1::a"), FINAL_SEGMENT_IS_OURS, "fc00:1::1"),
        arguments(
            find(3, SERVER, "fc00:1::b", "fc00:2::1", "fc00:1::a"),
            FORWARD_PATH_COMES_BACK,
            "fc00:1::b follows fc00:2::1"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void shouldRefuse(ForwardPathResult result, Reason reason, String detail) {
    assertThat(result).isEqualTo(new Refused(reason, detail));
  }

  @Test
  void shouldRefuseForEveryReasonThereIs() {
    assertThat(refused().map(row -> row.get()[1]))
        .containsOnly(EnumSet.range(NO_SEGMENTS_LEFT, FORWARD_PATH_COMES_BACK).toArray());
  }
}

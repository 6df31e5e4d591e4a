package org.srv6pipes.function.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.srv6pipes.function.ApiVersion;
import org.srv6pipes.function.ConfigSection;
import org.srv6pipes.function.Direction;
import org.srv6pipes.function.FunctionDescriptor;
import org.srv6pipes.function.FunctionException;
import org.srv6pipes.function.FunctionFactory;
import org.srv6pipes.function.FunctionPlan;
import org.srv6pipes.function.FunctionProvider;
import org.srv6pipes.function.Inverse;
import org.srv6pipes.function.ParameterField;
import org.srv6pipes.function.ParameterLayout;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.function.Problems;
import org.srv6pipes.function.Setting;
import org.srv6pipes.function.Work;

/**
 * The tests that every function passes. A function's own test class extends this one, and says
 * which function it is and what output is right:
 *
 * <pre>{@code
 * class Rot13Test extends FunctionConformance {
 *   @Override
 *   protected FunctionProvider provider() {
 *     return new Rot13Provider();
 *   }
 *
 *   @Override
 *   protected void judge(byte[] input, byte[] output) {
 *     assertThat(output).isEqualTo(rot13ByAnotherWay(input));
 *   }
 * }
 * }</pre>
 *
 * <p>Where chance decides, the seed is in the message of a failure, and {@code -Dfunction.seed=…}
 * repeats it.
 */
public abstract class FunctionConformance {

  private static final int EVERY_SPLIT_UP_TO = 400;
  private static final int FEW_BYTES = 3_000;
  private static final int ROUNDS = 20;
  private static final int INSTANCES = 32;
  private static final int SLACK_PER_INSTANCE = 2_048;

  private final long seed = Long.getLong("function.seed", System.nanoTime());
  private final List<FunctionFactory> factories = new ArrayList<>();

  /** For subclasses. */
  protected FunctionConformance() {}

  /**
   * The function.
   *
   * @return a new provider
   */
  protected abstract FunctionProvider provider();

  /**
   * Decides whether the output for a whole stream is right, best with the help of somebody else's
   * implementation. Called for many ways to cut the same input.
   *
   * @param input a sample
   * @param output all that came out, from the first byte to the end
   * @throws Exception if it is wrong; an {@link AssertionError} is as good
   */
  protected abstract void judge(byte[] input, byte[] output) throws Exception;

  /**
   * The parameters to test with. Extend the class once more for others.
   *
   * @return the 32 bits; all defaults unless overridden
   */
  protected Parameters parameters() {
    return Parameters.DEFAULTS;
  }

  /**
   * The function's section of the configuration.
   *
   * @return empty unless overridden
   */
  protected Map<String, ?> configuration() {
    return Map.of();
  }

  /**
   * The section of the inverse.
   *
   * @return empty unless overridden
   */
  protected Map<String, ?> inverseConfiguration() {
    return Map.of();
  }

  /**
   * Streams to try.
   *
   * @return {@link Samples#all()} unless overridden, as functions that do not take any input must
   */
  protected List<byte[]> samples() {
    return Samples.all();
  }

  /**
   * Whether this function is the decoding half of a pair, whose samples are what the other half
   * would produce.
   *
   * @return false unless overridden
   */
  protected boolean decodes() {
    return false;
  }

  /**
   * Whether every sample that is cut short must make the function fail at its end.
   *
   * @return the same as {@link #decodes()} unless overridden
   */
  protected boolean noticesTruncation() {
    return decodes();
  }

  /**
   * Whether after {@code flush} the inverse can restore every byte so far.
   *
   * @return true unless overridden
   */
  protected boolean flushesAll() {
    return true;
  }

  /**
   * Streams that must make the function fail.
   *
   * @return none unless overridden
   */
  protected List<byte[]> malformed() {
    return List.of();
  }

  /** Closes what the test opened. */
  @AfterEach
  final void closeFactories() {
    factories.forEach(FunctionFactory::close);
  }

  @Test
  void shouldDescribeItselfInFull() {
    FunctionDescriptor descriptor = provider().descriptor();

    assertThat(provider().apiVersion()).isBetween(ApiVersion.OLDEST, ApiVersion.CURRENT);
    assertThat(descriptor).isEqualTo(provider().descriptor());
    assertThat(descriptor.summary()).as("summary").endsWith(".");
    assertThat(descriptor.parameters().fields())
        .allSatisfy(field -> assertThat(field.doc()).as("doc of " + field.name()).endsWith("."));
    assertDocumented(descriptor.settings());
  }

  @Test
  void shouldBeFoundByTheServiceLoader() {
    assertThat(ServiceLoader.load(FunctionProvider.class))
        .as("META-INF/services/%s must name the provider", FunctionProvider.class.getName())
        .anyMatch(found -> found.getClass() == provider().getClass());
  }

  @Test
  void shouldEncodeTheParametersThatItDecodes() {
    ParameterLayout layout = provider().descriptor().parameters();
    Problems problems = new Problems();
    for (ParameterField field : layout.fields()) {
      for (long value : new long[] {field.min(), field.standard(), field.max()}) {
        Parameters bits = field.with(value, Parameters.DEFAULTS);
        layout.check(bits, problems);
        assertThat(field.of(bits)).as(field.name()).isEqualTo(value);
        assertThat(layout.encode(layout.decode(bits), problems)).isEqualTo(bits);
      }
    }
    assertThat(problems.list()).isEmpty();
  }

  @Test
  void shouldReportAndNotThrowWhenTheConfigurationSaysNothing() {
    FunctionProvider provider = provider();
    ConfigSection empty = ConfigSection.empty(provider.descriptor().settings());

    provider.configure(empty, new Problems()).close();
  }

  @Test
  void shouldConvertStreamsThatComeInOnePiece() throws Exception {
    check(Chunks.whole());
  }

  @Test
  void shouldConvertStreamsThatComeByteByByte() throws Exception {
    FunctionPlan plan = plan();
    for (byte[] sample : samples()) {
      if (sample.length <= FEW_BYTES) {
        check(plan, sample, Chunks.of(1));
      }
    }
  }

  @Test
  void shouldConvertStreamsCutAnywhere() throws Exception {
    FunctionPlan plan = plan();
    for (byte[] sample : samples()) {
      for (int place : places(sample)) {
        check(plan, sample, Chunks.splitAt(place, false));
      }
    }
  }

  @Test
  void shouldConvertStreamsThatPauseAnywhere() throws Exception {
    FunctionPlan plan = plan();
    for (byte[] sample : samples()) {
      for (int place : places(sample)) {
        check(plan, sample, Chunks.splitAt(place, true));
      }
    }
  }

  @Test
  void shouldConvertStreamsCutAtRandom() throws Exception {
    FunctionPlan plan = plan();
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      for (byte[] sample : samples()) {
        check(plan, sample, Chunks.random(random));
      }
    }
  }

  @Test
  void shouldManageWithTheLeastRoomForOutput() throws Exception {
    FunctionPlan plan = plan();
    for (byte[] sample : samples()) {
      try (TestHost host = host(plan).withRoom(() -> 0)) {
        judged(sample, host, Chunks.of(10_000));
      }
    }
  }

  @Test
  void shouldManageWithAnyRoomForOutput() throws Exception {
    FunctionPlan plan = plan();
    Random random = new Random(seed);
    for (byte[] sample : samples()) {
      try (TestHost host = host(plan).withRoom(() -> random.nextInt(1 << random.nextInt(14)))) {
        judged(sample, host, Chunks.random(random));
      }
    }
  }

  @Test
  void shouldPutOutNothingMoreWhenFlushedTwice() throws Exception {
    FunctionPlan plan = plan();
    assumeTrue(plan.traits().work() != Work.BLOCKING, "puts out when somebody else does");
    for (byte[] sample : samples()) {
      try (TestHost host = host(plan)) {
        host.write(Arrays.copyOf(sample, sample.length / 2)).flush();
        int length = host.output().length;
        assertThat(host.flush().output()).as("a second flush").hasSize(length);
      }
    }
  }

  @Test
  void shouldConvertInPlaceAsItDoesElsewhere() throws Exception {
    FunctionPlan plan = plan();
    assumeTrue(plan.traits().worksInPlace(), "does not work in place");
    for (byte[] sample : samples()) {
      try (TestHost host = host(plan)) {
        int third = sample.length / 3;
        host.writeInPlace(Arrays.copyOf(sample, third))
            .writeInPlace(Arrays.copyOfRange(sample, third, sample.length))
            .end();
        judge(sample, host.output());
      }
    }
  }

  @Test
  void shouldKeepTwoStreamsApart() throws Exception {
    FunctionPlan plan = plan();
    List<byte[]> samples = samples();
    for (int i = 1; i < samples.size(); i++) {
      byte[] one = samples.get(i - 1);
      byte[] two = samples.get(i);
      try (TestHost first = host(plan);
          TestHost second = host(plan)) {
        first.write(Arrays.copyOf(one, one.length / 2));
        second.write(Arrays.copyOf(two, two.length / 2));
        first.write(Arrays.copyOfRange(one, one.length / 2, one.length)).end();
        second.write(Arrays.copyOfRange(two, two.length / 2, two.length)).end();
        judge(one, first.output());
        judge(two, second.output());
      }
    }
  }

  @Test
  void shouldServeSeveralThreadsFromOnePlan() throws Exception {
    FunctionPlan plan = plan();
    Callable<Void> work =
        () -> {
          for (byte[] sample : samples()) {
            try (TestHost host = host(plan)) {
              judged(sample, host, Chunks.of(7_919));
            }
          }
          return null;
        };
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (Future<Void> result : threads.invokeAll(List.of(work, work, work))) {
        result.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void shouldBeClosedAtAnyMoment() throws Exception {
    FunctionPlan plan = plan();
    host(plan).close();
    for (byte[] sample : samples()) {
      try (TestHost host = host(plan)) {
        host.write(Arrays.copyOf(sample, sample.length / 2));
      }
      try (TestHost host = host(plan)) {
        host.write(sample).flush();
      }
    }
  }

  @Test
  void shouldHoldNoMoreMemoryThanItsPlanSays() throws Exception {
    FunctionPlan plan = plan();
    byte[] sample = largestSample();
    List<TestHost> hosts = new ArrayList<>();
    hosts.add(halfWay(plan, sample));
    long before = Memory.inUse();
    for (int i = 0; i < INSTANCES; i++) {
      hosts.add(halfWay(plan, sample));
    }
    long each = (Memory.inUse() - before) / INSTANCES;
    hosts.forEach(TestHost::close);

    assertThat(each)
        .as("bytes that an instance holds; its traits say %d", plan.traits().memoryPerFlow())
        .isLessThanOrEqualTo(plan.traits().memoryPerFlow() + SLACK_PER_INSTANCE);
  }

  @Test
  void shouldBeUndoneByItsInverse() throws Exception {
    FunctionPlan inverse = inverse();
    FunctionPlan first = decodes() ? inverse : plan();
    FunctionPlan second = decodes() ? plan() : inverse;
    Random random = new Random(seed);
    for (byte[] sample : decodes() ? Samples.all() : samples()) {
      try (TestHost there = host(first);
          TestHost back = host(second)) {
        Chunks.random(random).feed(sample, there);
        Chunks.random(random).feed(there.end().output(), back);
        assertThat(back.end().output()).as("seed %d", seed).isEqualTo(sample);
      }
    }
  }

  @Test
  void shouldLetEveryByteThroughWhenTheInputPauses() throws Exception {
    assumeTrue(flushesAll(), "cannot end a piece anywhere");
    FunctionPlan inverse = inverse();
    try (TestHost there = host(decodes() ? inverse : plan());
        TestHost back = host(decodes() ? plan() : inverse)) {
      byte[] typed = Samples.text(100);
      int sent = 0;
      for (int i = 0; i < typed.length; i++) {
        byte[] soFar = Arrays.copyOf(typed, i + 1);
        byte[] out = there.write(typed[i]).flush().output();
        back.write(Arrays.copyOfRange(out, sent, out.length)).flush();
        sent = out.length;
        assertThat(back.output()).as("after byte %d", i).isEqualTo(soFar);
      }
    }
  }

  @Test
  void shouldFailWhenTheInputIsMalformed() throws Exception {
    assumeFalse(malformed().isEmpty(), "takes any input");
    FunctionPlan plan = plan();
    for (byte[] bytes : malformed()) {
      for (Chunks chunks : List.of(Chunks.whole(), Chunks.of(1), Chunks.of(1000))) {
        assertFails(plan, bytes, chunks);
      }
    }
  }

  @Test
  void shouldFailWhenTheInputIsCutShort() throws Exception {
    assumeTrue(noticesTruncation(), "an input can end anywhere");
    FunctionPlan plan = plan();
    for (byte[] sample : samples()) {
      int step = Math.max(1, sample.length / EVERY_SPLIT_UP_TO);
      for (int length = 1; length < sample.length; length += step) {
        assertFails(plan, Arrays.copyOf(sample, length), Chunks.whole());
      }
    }
  }

  @Test
  void shouldSurviveNoise() throws Exception {
    FunctionPlan plan = plan();
    Random random = new Random(seed);
    for (int round = 0; round < 10 * ROUNDS; round++) {
      byte[] noise = Samples.noise(random.nextInt(2_000), random.nextLong());
      survive(plan, noise, random);
      survive(plan, damaged(random), random);
    }
  }

  /**
   * Makes a plan as the host would, with {@link #configuration} and {@link #parameters}.
   *
   * @return the plan
   */
  protected final FunctionPlan plan() {
    return plan(provider(), configuration(), parameters());
  }

  private FunctionPlan plan(FunctionProvider provider, Map<String, ?> raw, Parameters parameters) {
    Problems problems = new Problems();
    FunctionDescriptor descriptor = provider.descriptor();
    ConfigSection section =
        ConfigSection.read(raw, descriptor.settings(), Path.of("").toAbsolutePath(), problems);
    FunctionFactory factory = provider.configure(section, problems);
    factories.add(factory);
    descriptor.parameters().check(parameters, problems);
    FunctionPlan plan = factory.plan(parameters, problems);
    assertThat(problems.list()).as("problems of " + descriptor.name()).isEmpty();
    return plan;
  }

  private FunctionPlan inverse() {
    Optional<Inverse> inverse = provider().descriptor().inverse();
    assumeTrue(inverse.isPresent(), "has no inverse");
    String name = inverse.get().name();
    for (FunctionProvider found : ServiceLoader.load(FunctionProvider.class)) {
      if (found.descriptor().name().equals(name)) {
        Parameters bits = inverse.get().parameters().apply(parameters());
        return plan(found, inverseConfiguration(), bits);
      }
    }
    return fail("The inverse %s is not found by the service loader", name);
  }

  private TestHost host(FunctionPlan plan) throws FunctionException {
    return new TestHost(plan, new TestFlow(parameters(), Direction.FORWARD));
  }

  private void check(Chunks chunks) throws Exception {
    FunctionPlan plan = plan();
    for (byte[] sample : samples()) {
      check(plan, sample, chunks);
    }
  }

  private void check(FunctionPlan plan, byte[] sample, Chunks chunks) throws Exception {
    try (TestHost host = host(plan)) {
      judged(sample, host, chunks);
    }
  }

  private void judged(byte[] sample, TestHost host, Chunks chunks) throws Exception {
    try {
      chunks.feed(sample, host);
      judge(sample, host.end().output());
    } catch (AssertionError | Exception e) {
      throw new AssertionError(
          "A sample of %d bytes; repeat with -Dfunction.seed=%d".formatted(sample.length, seed), e);
    }
  }

  private void assertFails(FunctionPlan plan, byte[] bytes, Chunks chunks) throws Exception {
    try (TestHost host = host(plan)) {
      assertThatThrownBy(
              () -> {
                chunks.feed(bytes, host);
                host.end();
              })
          .as("%d bytes beginning with %s", bytes.length, Arrays.toString(Arrays.copyOf(bytes, 9)))
          .isInstanceOf(FunctionException.class)
          .message()
          .isNotBlank();
    }
  }

  /** Any outcome is right, except for exceptions that nobody planned. */
  private void survive(FunctionPlan plan, byte[] bytes, Random random) throws FunctionException {
    try (TestHost host = host(plan)) {
      Chunks.random(random).feed(bytes, host);
      host.end();
    } catch (FunctionException e) {
      assertThat(e.getMessage()).as("reason of the failure").isNotBlank();
    } catch (RuntimeException | Error e) {
      throw new AssertionError(
          "%d bytes of noise; repeat with -Dfunction.seed=%d".formatted(bytes.length, seed), e);
    }
  }

  /** Where to cut: everywhere in a short sample, at the beginning and at random in a long one. */
  private int[] places(byte[] sample) {
    if (sample.length <= EVERY_SPLIT_UP_TO) {
      return IntStream.rangeClosed(0, sample.length).toArray();
    }
    IntStream beginning = IntStream.rangeClosed(0, ROUNDS);
    return IntStream.concat(beginning, new Random(seed).ints(5, 0, sample.length)).toArray();
  }

  private byte[] damaged(Random random) {
    List<byte[]> samples = samples();
    byte[] sample = samples.get(random.nextInt(samples.size())).clone();
    byte[] damaged = Arrays.copyOf(sample, Math.min(sample.length, 2 * FEW_BYTES));
    for (int i = 0; i < 3 && damaged.length > 0; i++) {
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return damaged;
  }

  private byte[] largestSample() {
    return samples().stream().max(Comparator.comparingInt(sample -> sample.length)).orElseThrow();
  }

  private TestHost halfWay(FunctionPlan plan, byte[] sample) throws FunctionException {
    TestHost host = host(plan).discardingOutput();
    Chunks.of(10_000).feed(Arrays.copyOf(sample, sample.length / 2), host);
    return host;
  }

  private static void assertDocumented(List<Setting<?>> settings) {
    for (Setting<?> setting : settings) {
      assertThat(setting.doc()).as("doc of " + setting.name()).endsWith(".");
      assertDocumented(setting.inner());
    }
  }
}

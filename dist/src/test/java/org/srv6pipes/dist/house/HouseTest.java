package org.srv6pipes.dist.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.time.Clock;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows and nevers of docs/architecture.md. */
class HouseTest {

  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.srv6pipes");

  /** A room and the rooms that it may import. */
  static Stream<Arguments> arrows() {
    return Stream.of(
        Arguments.of("function", List.of()),
        Arguments.of("functions", List.of("function")),
        Arguments.of("wire", List.of()),
        Arguments.of("linux", List.of()),
        Arguments.of("service", List.of()),
        Arguments.of("proxy", List.of("function", "wire", "linux", "service")),
        Arguments.of("rules", List.of("wire", "linux", "service")),
        Arguments.of("resolver", List.of("function", "wire", "service")),
        Arguments.of("endhost", List.of("wire", "linux", "service", "resolver", "rules")),
        Arguments.of("lab", List.of("wire", "linux")));
  }

  @ParameterizedTest
  @MethodSource
  void arrows(String room, List<String> mayImport) {
    Stream<String> allowed = Stream.concat(Stream.of(room), mayImport.stream());
    DescribedPredicate<JavaClass> elsewhere =
        resideInAnyPackage("org.srv6pipes..")
            .and(
                DescribedPredicate.not(
                    resideInAnyPackage(allowed.map(HouseTest::in).toArray(String[]::new))));

    noClasses()
        .that()
        .resideInAPackage(in(room))
        .should()
        .dependOnClassesThat(elsewhere.as("reside in another room than " + mayImport))
        .because(
            "the arrows between the rooms go one way only, so that each can be read and tested"
                + " without the others")
        .allowEmptyShould(true)
        .check(HOUSE);
  }

  @Test
  void everyRoomIsAmongTheArrows() {
    Set<String> rooms =
        HOUSE.stream().map(type -> type.getPackageName().split("\\.")[2]).collect(toSet());

    assertThat(arrows().map(arrow -> arrow.get()[0].toString()).toList())
        .containsAll(rooms.stream().filter(room -> !room.equals("dist")).toList());
  }

  @Test
  void onlyLinuxMakesForeignCalls() {
    noClasses()
        .that()
        .resideOutsideOfPackage(in("linux"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.lang.foreign..")
        .because("whoever reviews memory safety must have to read one room only")
        .check(HOUSE);
  }

  @Test
  void onlyTheCommandLineWritesToStandardOutput() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.srv6pipes.dist.cli..")
        .should(ACCESS_STANDARD_STREAMS)
        .because(
            "a library that prints cannot be embedded, and the log has a form that machines read")
        .check(HOUSE);
  }

  @Test
  void nobodySleeps() {
    noClasses()
        .should()
        .callCodeUnitWhere(
            calls("sleep", Set.of("java.lang.Thread", "java.util.concurrent.TimeUnit")))
        .because(
            "a sleeping event loop stops all of its flows, and a sleeping test is slow or wrong;"
                + " wait for a condition")
        .check(HOUSE);
  }

  @Test
  void nothingDependsOnTheWallClock() {
    noClasses()
        .that()
        .haveNameNotMatching(".*\\.(Tee|Scene)(\\$.*)?")
        .should()
        .callCodeUnitWhere(
            calls(
                "now",
                Set.of(
                    "java.time.Instant",
                    "java.time.LocalDateTime",
                    "java.time.OffsetDateTime",
                    "java.time.ZonedDateTime")))
        .orShould()
        .callCodeUnitWhere(calls("currentTimeMillis", Set.of("java.lang.System")))
        .orShould()
        .callCodeUnitWhere(calls("system", Set.of("java.time.InstantSource")))
        .orShould()
        .dependOnClassesThat(belongToAnyOf(Clock.class, Date.class))
        .because(
            "somebody sets it, and no connection may notice; only those may ask for it who write"
                + " down when something was")
        .check(HOUSE);
  }

  @Test
  void nobodyReliesOnTheDefaultCharset() {
    noClasses()
        .should()
        .callMethod(Charset.class, "defaultCharset")
        .orShould()
        .callMethod(String.class, "getBytes")
        .orShould()
        .callConstructor(String.class, byte[].class)
        .orShould()
        .callConstructor(InputStreamReader.class, InputStream.class)
        .orShould()
        .callConstructor(OutputStreamWriter.class, OutputStream.class)
        .because("the same bytes must mean the same on every host; name the charset")
        .check(HOUSE);
  }

  @Test
  void wireHasNoInputOrOutput() {
    classes()
        .that()
        .resideInAPackage(in("wire"))
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    in("wire"), "java.lang..", "java.util..", "java.nio", "org.jspecify..")
                .or(
                    belongToAnyOf(
                        InetAddress.class, Inet6Address.class, UnknownHostException.class))
                .as("are values"))
        .because("packets as pure values can be fuzzed and compared without a network")
        .check(HOUSE);
  }

  @Test
  void theRelayDoesNotKnowThePacketQueue() {
    noClasses()
        .that()
        .resideInAPackage("org.srv6pipes.proxy.relay..")
        .should()
        .dependOnClassesThat()
        .haveSimpleNameStartingWith("NfQueue")
        .because("how a SYN is captured may change without the way of a byte")
        .check(HOUSE);
  }

  @Test
  void theCaptureDoesNotKnowNetty() {
    noClasses()
        .that()
        .resideInAPackage("org.srv6pipes.proxy.syn..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.netty..")
        .because("admission decides without I/O, and an event loop only registers its descriptor")
        .check(HOUSE);
  }

  @Test
  void nothingThatServesConnectionsHasAQueueWithoutABound() {
    noClasses()
        .that()
        .resideInAnyPackage(in("linux"), in("service"), in("proxy"), in("endhost"), in("resolver"))
        .should()
        .callCodeUnitWhere(
            describe("makes a queue without a bound", HouseTest::makesAQueueWithoutABound))
        .because("what has no bound is what an attacker fills")
        .check(HOUSE);
  }

  private static boolean makesAQueueWithoutABound(JavaCall<?> call) {
    JavaClass owner = call.getTargetOwner();
    boolean concurrentQueue =
        owner.isAssignableTo(Queue.class) && owner.getPackageName().equals("java.util.concurrent");
    return concurrentQueue
        && call.getName().equals(JavaConstructor.CONSTRUCTOR_NAME)
        && call.getTarget().getRawParameterTypes().stream()
            .noneMatch(type -> type.isEquivalentTo(int.class));
  }

  private static DescribedPredicate<JavaCall<?>> calls(String method, Collection<String> owners) {
    return describe(
        "call " + method,
        call -> call.getName().equals(method) && owners.contains(call.getTargetOwner().getName()));
  }

  private static String in(String room) {
    return "org.srv6pipes." + room + "..";
  }
}

package org.srv6pipes.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.srv6pipes.linux.Prefix6;
import org.srv6pipes.linux.ProcessIdentity;

class LedgerTest {
  private static final String HOST = "some-boot 4711";
  private static final Setting ENABLED = new Setting("net.ipv6.conf.e0.seg6_enabled", "1");
  private static final Setting FORWARDING = new Setting("net/ipv6/conf/e0.7/forwarding", "0");

  private static final Lease A =
      Lease.of(
              new Allocation("a", 0, 2, 32),
              Optional.of(new ProcessIdentity(1234, 567_890, "some-boot")))
          .plus(
              List.of(new RouteKey(Prefix6.parse("fc00:1::/80"), 254)),
              List.of(
                  HostPlan.ruleForMark(0x5300_0000, 536_000),
                  HostPlan.ruleForOwnTraffic(536_001),
                  HostPlan.skipUnlessMarked(540, 542, 0x5300_0000, 0xffff_0000)));
  private static final Lease B =
      Lease.of(new Allocation("b@x.y-z_1", 7, 1, 1), Optional.empty()).then(Lease.AfterDeath.STAY);

  private static final Ledger LEDGER =
      new Ledger(
          List.of(A, B),
          List.of(
              new ChangedSetting(ENABLED, "0", List.of("a", "b@x.y-z_1"), List.of()),
              new ChangedSetting(
                  new Setting("net.ipv6.conf.all.forwarding", "1"),
                  "0",
                  List.of("a"),
                  List.of(FORWARDING))));

  @TempDir private Path folder;
  private LedgerFile file;

  @BeforeEach
  void open() {
    file = new LedgerFile(folder, HOST);
  }

  @Test
  void shouldReadWhatItWrote() {
    file.write(LEDGER);
    assertThat(file.read()).isEqualTo(LEDGER);
  }

  @Test
  void shouldBeEmptyBeforeTheFirstWrite() {
    assertThat(file.read()).isEqualTo(Ledger.EMPTY);
  }

  @Test
  void shouldForgetAnotherBootAndAnotherNetworkOfTheSameNumber() {
    file.write(LEDGER);
    assertThat(new LedgerFile(folder, "some-boot 4712").read()).isEqualTo(Ledger.EMPTY);
    assertThat(new LedgerFile(folder, "later-boot 4711").read()).isEqualTo(Ledger.EMPTY);
  }

  @Test
  void shouldTakeNoPartForTheWholeWhereverItWasCut() {
    String text = LedgerText.write(LEDGER, HOST);
    for (int length = text.indexOf("instance"); length < text.length() - 1; length++) {
      String cut = text.substring(0, length);
      assertThatThrownBy(() -> LedgerText.parse(cut))
          .as("cut behind %d characters", length)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void shouldSetAsideWhatItCannotReadAndGoOn() throws IOException {
    String text = LedgerText.write(LEDGER, HOST);
    Files.writeString(folder.resolve("ledger"), text.replace("instance", "innstance"));
    assertThat(file.read()).isEqualTo(Ledger.EMPTY);
    assertThat(folder.resolve("ledger.broken")).exists();
    file.write(LEDGER);
    assertThat(file.read()).isEqualTo(LEDGER);
  }

  @Test
  void shouldKeepTheOldOneWhenAWriteWasInterrupted() throws IOException {
    file.write(LEDGER);
    Files.writeString(folder.resolve("ledger.next"), "srv6pipes-led");
    assertThat(file.read()).isEqualTo(LEDGER);
    file.write(Ledger.EMPTY);
    assertThat(file.read()).isEqualTo(Ledger.EMPTY);
  }

  @Test
  void shouldDropASettingWithItsLastUserOnly() {
    assertThat(LEDGER.settingsOfOnly("a")).extracting(ChangedSetting::original).hasSize(1);
    Ledger withoutA = LEDGER.without("a");
    assertThat(withoutA.leases()).containsExactly(B);
    assertThat(withoutA.settings()).extracting(ChangedSetting::wanted).containsExactly(ENABLED);
    assertThat(withoutA.without(B.instance())).isEqualTo(Ledger.EMPTY);
  }
}

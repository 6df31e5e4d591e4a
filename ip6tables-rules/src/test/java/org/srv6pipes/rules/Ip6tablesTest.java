package org.srv6pipes.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.srv6pipes.lab.test.NamespaceTest;

@NamespaceTest
class Ip6tablesTest {
  private static String script(String rule) {
    return "*raw\n:S6P-9-A - [0:0]\n-A S6P-9-A " + rule + "\nCOMMIT\n";
  }

  @ParameterizedTest
  @MethodSource("org.srv6pipes.rules.BackEnds#usable")
  void shouldNameTheRuleThatTheToolDoesNotKnowAndWhatMayMendIt(String backEnd) {
    Ip6tables ip6tables = Ip6tables.ofBackEnd(backEnd);
    assertThatThrownBy(() -> ip6tables.restore(script("-p tcp -j NOSUCH")))
        .isInstanceOf(RulesException.class)
        .hasMessageContaining("NOSUCH")
        .hasMessageContaining("  | -A S6P-9-A -p tcp -j NOSUCH")
        .hasMessageContaining("modprobe");
  }

  @ParameterizedTest
  @MethodSource("org.srv6pipes.rules.BackEnds#usable")
  void shouldNameTheRuleThatTheKernelRefusesAndLeaveNothingOfTheTable(String backEnd) {
    Ip6tables ip6tables = Ip6tables.ofBackEnd(backEnd);
    assertThatThrownBy(() -> ip6tables.restore(script("-p tcp -j TPROXY --on-port 1")))
        .isInstanceOf(RulesException.class)
        .hasMessageContaining("  | -A S6P-9-A -p tcp -j TPROXY");
    assertThat(ip6tables.read().chainNames(Table.RAW)).doesNotContain("S6P-9-A");
  }

  @Test
  void shouldSayHowToInstallWhatIsMissing() {
    assertThatThrownBy(() -> Ip6tables.ofBackEnd("of-nobody").read())
        .isInstanceOf(RulesException.class)
        .hasMessageContaining("ip6tables-of-nobody-save is not on this host")
        .hasMessageContaining("apt install iptables");
  }
}

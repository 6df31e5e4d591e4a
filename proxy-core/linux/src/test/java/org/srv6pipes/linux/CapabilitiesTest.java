package org.srv6pipes.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.srv6pipes.linux.Capability.CAP_CHECKPOINT_RESTORE;
import static org.srv6pipes.linux.Capability.CAP_CHOWN;
import static org.srv6pipes.linux.Capability.CAP_NET_ADMIN;
import static org.srv6pipes.linux.Capability.CAP_NET_RAW;

import java.util.Set;
import org.junit.jupiter.api.Test;

class CapabilitiesTest {
  @Test
  void shouldReadTheBitsThatProcShows() {
    assertThat(Capabilities.parse("0000000000000000").effective()).isEmpty();
    assertThat(Capabilities.parse("0000010000003001").effective())
        .containsExactlyInAnyOrder(CAP_CHOWN, CAP_NET_ADMIN, CAP_NET_RAW, CAP_CHECKPOINT_RESTORE);
    assertThat(Capabilities.parse("8000000000000000").effective())
        .as("one of the future")
        .isEmpty();
  }

  @Test
  @NeedsNamespace
  void shouldHaveWhatThisNamespaceGivesItsRoot() {
    assertThat(Capabilities.ofThisThread().has(CAP_NET_ADMIN)).isTrue();
  }

  @Test
  void shouldComplainAboutWhatIsMissingAndSayHowToMendIt() {
    Capabilities admin = new Capabilities(Set.of(CAP_NET_ADMIN));
    assertThat(admin.complaint(Set.of(CAP_NET_ADMIN))).isEmpty();
    assertThat(admin.complaint(Set.of(CAP_NET_RAW, CAP_NET_ADMIN)))
        .contains(
            "Missing CAP_NET_RAW: run as root, or give the service"
                + " AmbientCapabilities=CAP_NET_ADMIN CAP_NET_RAW.");
  }
}

package org.srv6pipes.function;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ApiVersionTest {

  @Test
  void shouldRunFunctionsOfEveryVersionFromTheOldestToThisOne() {
    assertThat(ApiVersion.refusal(ApiVersion.OLDEST)).isEmpty();
    assertThat(ApiVersion.refusal(ApiVersion.CURRENT)).isEmpty();
  }

  @Test
  void shouldSayWhatToDoAboutOthers() {
    assertThat(ApiVersion.refusal(ApiVersion.CURRENT + 1))
        .hasValueSatisfying(text -> assertThat(text).contains("install a newer srv6pipes"));
    assertThat(ApiVersion.refusal(ApiVersion.OLDEST - 1))
        .hasValueSatisfying(text -> assertThat(text).contains("build it again"));
  }
}

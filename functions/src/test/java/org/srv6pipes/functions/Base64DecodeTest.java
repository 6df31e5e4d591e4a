package org.srv6pipes.functions;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.srv6pipes.function.FunctionException;
import org.srv6pipes.function.FunctionProvider;
import org.srv6pipes.function.testkit.FunctionConformance;
import org.srv6pipes.function.testkit.Samples;
import org.srv6pipes.function.testkit.TestHost;

class Base64DecodeTest extends FunctionConformance {

  @Override
  protected FunctionProvider provider() {
    return new Base64DecodeProvider();
  }

  @Override
  protected List<byte[]> samples() {
    return Samples.all().stream()
        .flatMap(
            plain ->
                Stream.of(Base64.getEncoder().encode(plain), Base64.getMimeEncoder().encode(plain)))
        .toList();
  }

  @Override
  protected void judge(byte[] input, byte[] output) {
    assertThat(output).isEqualTo(Base64.getMimeDecoder().decode(input));
  }

  @Override
  protected boolean decodes() {
    return true;
  }

  /** Text can end behind any group of four. */
  @Override
  protected boolean noticesTruncation() {
    return false;
  }

  @Override
  protected boolean flushesAll() {
    return false;
  }

  @Override
  protected List<byte[]> malformed() {
    return Stream.of("QUJ", "Q", "QQ=", "QQ=A", "=QQQ", "Q===", "QUJD*UJD", "QUJD UJD", "QUJDé")
        .map(text -> text.getBytes(ISO_8859_1))
        .toList();
  }

  @Test
  void shouldTakePaddingInTheMiddle() throws Exception {
    try (TestHost host = new TestHost(plan())) {
      assertThat(host.write("SQ==IGw=bw==\ndmU=").end().text()).isEqualTo("I love");
    }
  }

  @Test
  void shouldPutOutEveryByteThatIsCertain() throws Exception {
    try (TestHost host = new TestHost(plan())) {
      assertThat(host.write("SS".getBytes(US_ASCII)).text()).isEqualTo("I");
      assertThat(host.write("B").text()).isEqualTo("I ");
      assertThatThrownBy(host::end).isInstanceOf(FunctionException.class);
    }
  }
}

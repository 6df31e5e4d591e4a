package org.srv6pipes.resolver.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Ipv6Prefix;

class BindingSidRecordTest {
  /** Priority 258, 2001:db8:2::2/128, binding SID fc00:1::aaaa:0:55. */
  private static final byte[] OCTETS =
      HexFormat.of()
          .parseHex(
              "0102"
                  + "20010db8000200000000000000000002"
                  + "80"
                  + "fc00000100000000"
                  + "0000aaaa00000055");

  private final BindingSidRecord record =
      new BindingSidRecord(
          258, Ipv6Prefix.parse("2001:db8:2::2/128"), Ipv6Address.parse("fc00:1::aaaa:0:55"));

  @Test
  void shouldWriteAndReadTheFormatOctetByOctet() {
    assertThat(record.toBytes()).isEqualTo(OCTETS).hasSize(35);
    assertThat(BindingSidRecord.parse(OCTETS)).isEqualTo(record);
  }

  @Test
  void shouldRefuseAnotherLength() {
    assertThatThrownBy(() -> BindingSidRecord.parse(new byte[34]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

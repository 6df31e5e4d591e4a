package org.srv6pipes.resolver.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.srv6pipes.wire.Ipv6Address;

class ChainRecordTest {
  private static final Ipv6Address ONE = Ipv6Address.parse("fc00:1::10:0:0");
  private static final Ipv6Address TWO = Ipv6Address.parse("fc00:2::11:0:0");
  private static final Ipv6Address BACK = Ipv6Address.parse("fc00:1::11:0:0");

  /** Version 1, no flags, two forward, one return. */
  private static final byte[] OCTETS =
      HexFormat.of()
          .parseHex(
              "01000201"
                  + "fc000001000000000000001000000000"
                  + "fc000002000000000000001100000000"
                  + "fc000001000000000000001100000000");

  private final ChainRecord record = new ChainRecord(0, List.of(ONE, TWO), List.of(BACK));

  @Test
  void shouldWriteTheFormatOctetByOctet() {
    assertThat(record.toBytes()).isEqualTo(OCTETS);
  }

  @Test
  void shouldReadWhatItWrites() {
    assertThat(ChainRecord.parse(OCTETS)).contains(record);
  }

  @Test
  void shouldNotReadAnotherVersionOrAnotherLength() {
    byte[] later = OCTETS.clone();
    later[0] = 2;
    byte[] longer = OCTETS.clone();
    longer[3] = 2;

    assertThat(ChainRecord.parse(later)).isEmpty();
    assertThat(ChainRecord.parse(longer)).isEmpty();
    assertThat(ChainRecord.parse(new byte[0])).isEmpty();
    assertThat(ChainRecord.parse(new byte[] {1, 0, 0, 0})).isEmpty();
  }

  @Test
  void shouldBeReadableByPeople() {
    assertThat(record.toText())
        .isEqualTo("v=srv6pipes1 forward=fc00:1::10:0:0,fc00:2::11:0:0 return=fc00:1::11:0:0");
  }

  @Test
  void shouldRefuseMoreThanAReturnPathHolds() {
    assertThatThrownBy(() -> new ChainRecord(0, Collections.nCopies(15, ONE), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 to 14");
  }
}

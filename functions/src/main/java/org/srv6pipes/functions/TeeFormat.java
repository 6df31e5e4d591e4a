package org.srv6pipes.functions;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/** How a copy of a stream is written. */
interface TeeFormat {

  /** What happens in a direction of a flow. */
  enum Event {
    OPENED,
    DATA,
    CLOSED,
    BROKEN
  }

  /** The most bytes of data in one record. */
  int MAX_DATA = 16 << 10;

  static Optional<TeeFormat> of(String name) {
    return switch (name) {
      case "pcapng" -> Optional.of(new Pcapng());
      case "text" -> Optional.of(new TeeText());
      default -> Optional.empty();
    };
  }

  /** What stands at the beginning of a file, and may stand within one. */
  byte[] beginning();

  /** What stands before the data of a record. */
  ByteBuffer head(Event event, TeeStream stream, Instant time, int length);

  /** What stands behind it. */
  ByteBuffer tail(int length);
}

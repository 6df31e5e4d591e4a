package org.srv6pipes.resolver.server;

import java.util.List;
import java.util.Optional;
import org.srv6pipes.resolver.lookup.Answer;
import org.xbill.DNS.Record;

/**
 * What a query gets.
 *
 * @param rcode the response code
 * @param answer the records, if there are any
 * @param additional more of them, in the additional section
 * @param mostTtl what no record of the answer may live longer than, in seconds
 */
public record Reply(int rcode, Optional<Answer> answer, List<Record> additional, long mostTtl) {

  public Reply {
    additional = List.copyOf(additional);
  }

  /** Nothing but a response code. */
  public static Reply of(int rcode) {
    return new Reply(rcode, Optional.empty(), List.of(), 0);
  }

  /** An answer as it is. */
  public static Reply of(Answer answer, long mostTtl) {
    return new Reply(answer.rcode(), Optional.of(answer), List.of(), mostTtl);
  }

  /** The same with more in the additional section. */
  public Reply with(List<Record> more) {
    return new Reply(rcode, answer, more, mostTtl);
  }
}

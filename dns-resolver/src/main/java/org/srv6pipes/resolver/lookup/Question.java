package org.srv6pipes.resolver.lookup;

import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/**
 * What an upstream is asked. Names that differ in the case of letters are equal.
 *
 * @param dnssecOk whether signatures are wanted (DO)
 * @param checkingDisabled whether answers are wanted that do not validate (CD)
 * @param options what else the query says in EDNS
 */
public record Question(
    Name name,
    int type,
    int dclass,
    boolean dnssecOk,
    boolean checkingDisabled,
    List<EDNSOption> options) {

  private static final int PAYLOAD_SIZE = 1232;
  private static final int DO = 0x8000;

  public Question {
    options = List.copyOf(options);
  }

  /** A question of class IN without DNSSEC. */
  public static Question of(Name name, int type) {
    return new Question(name, type, DClass.IN, false, false, List.of());
  }

  /** The same with these options. */
  public Question with(List<EDNSOption> others) {
    return new Question(name, type, dclass, dnssecOk, checkingDisabled, others);
  }

  /** The same about another name. */
  Question about(Name other) {
    return new Question(other, type, dclass, dnssecOk, checkingDisabled, options);
  }

  /** The query, which wants recursion and says whether data is authentic. */
  public Message query(int id) {
    Message query = new Message(id);
    query.getHeader().setFlag(Flags.RD);
    query.getHeader().setFlag(Flags.AD);
    if (checkingDisabled) {
      query.getHeader().setFlag(Flags.CD);
    }
    query.addRecord(Record.newRecord(name, type, dclass), Section.QUESTION);
    query.addRecord(
        new OPTRecord(PAYLOAD_SIZE, 0, 0, dnssecOk ? DO : 0, options), Section.ADDITIONAL);
    return query;
  }

  /** Whether a message claims to answer this. */
  boolean isAskedBy(Message answer) {
    Record question = answer.getQuestion();
    return question != null
        && question.getName().equals(name)
        && question.getType() == type
        && question.getDClass() == dclass;
  }
}

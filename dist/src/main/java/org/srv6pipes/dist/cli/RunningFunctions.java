package org.srv6pipes.dist.cli;

import java.io.PrintWriter;
import java.util.List;
import org.srv6pipes.service.admin.Answer;

/** What the functions of a running proxy have done. */
final class RunningFunctions {

  private static final String ROW = "%-8s%-18s%-26s%-9s%6s%8s%12s%12s%7s%10s%n";

  private RunningFunctions() {}

  static void list(List<Answer> functions, PrintWriter out) {
    out.printf(ROW, "NUMBER", "NAME", "SID", "", "OPEN", "ALL", "IN", "OUT", "", "US PER MB");
    for (Answer function : functions) {
      List<Answer> uses = function.objects("uses");
      if (uses.isEmpty()) {
        out.printf("%-8s%s%n", number(function), function.text("name"));
      }
      uses.forEach(use -> row(function, use, out));
    }
  }

  private static void row(Answer function, Answer use, PrintWriter out) {
    long in = use.number("bytes-in");
    out.printf(
        ROW,
        number(function),
        function.text("name"),
        use.text("sid"),
        use.text("direction"),
        use.number("open"),
        use.number("started"),
        Amount.bytes(in),
        Amount.bytes(use.number("bytes-out")),
        Amount.ratio(in, use.number("bytes-out")),
        in == 0 ? "-" : use.number("us") * 1_000_000 / in);
  }

  private static String number(Answer function) {
    return "0x%04X".formatted(function.number("number"));
  }
}

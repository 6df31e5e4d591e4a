package org.srv6pipes.dist.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.srv6pipes.service.admin.AdminClient;
import org.srv6pipes.service.admin.AdminException;
import org.srv6pipes.service.admin.Answer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code srv6pipes top} */
@Command(
    name = "top",
    header =
        "Watch the flows of a running proxy or access router, the largest first, until Ctrl-C.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  srv6pipes top",
      "  srv6pipes top 2001:db8:1::2 --order newest",
      "  srv6pipes top --times 1 > flows.txt"
    })
final class TopCommand implements Callable<Integer> {

  private static final String CLEAR = "\u001b[H\u001b[J";
  private static final int STANDARD_COLUMNS = 120;
  private static final int STANDARD_ROWS = 40;

  @Spec private CommandSpec spec;
  @Mixin private AdminOptions admin;
  @Mixin private FlowChoice choice;

  @Option(
      names = "--order",
      defaultValue = "bytes",
      paramLabel = "ORDER",
      description = "${COMPLETION-CANDIDATES} first (${DEFAULT-VALUE}).")
  private FlowChoice.Order order;

  @Option(
      names = "--times",
      defaultValue = "0",
      paramLabel = "N",
      description = "So many pictures, a second apart; 0: until Ctrl-C.")
  private int times;

  @Override
  public Integer call() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    Paint paint = Paint.of(spec.commandLine());
    TopFrame frame = new TopFrame(paint);
    PrintWriter out = spec.commandLine().getOut();
    try (AdminClient proxy = admin.connect()) {
      draw(proxy, frame, paint, out);
      for (int drawn = 1; drawn != times && !out.checkError(); drawn++) {
        if (never.await(1, TimeUnit.SECONDS)) {
          break;
        }
        draw(proxy, frame, paint, out);
      }
    } catch (IOException | AdminException e) {
      throw new CommandException(ExitCode.FAILED, String.valueOf(e.getMessage()));
    }
    return ExitCode.OK;
  }

  /** A terminal shows the picture in place; what is written to a file or a pipe follows on. */
  private void draw(AdminClient proxy, TopFrame frame, Paint paint, PrintWriter out)
      throws IOException, AdminException {
    Terminal size = paint.colourful() ? Terminal.now() : Terminal.NONE;
    Answer status = Answer.of(proxy.ask(Map.of("ask", "status")));
    Answer flows = Answer.of(proxy.ask(choice.request(order, size.rows())));
    List<String> lines =
        frame.lines(status, flows.objects("flows"), System.nanoTime(), size.columns(), size.rows());
    out.print(paint.colourful() ? CLEAR : "");
    lines.forEach(out::println);
    out.flush();
  }

  /** How large the picture may be, which changes when somebody pulls at the window. */
  private record Terminal(int rows, int columns) {
    static final Terminal NONE = new Terminal(STANDARD_ROWS, STANDARD_COLUMNS);

    /** What {@code stty size} prints: rows and columns. */
    static Terminal now() throws IOException {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (InputStream out = stty.getInputStream()) {
        String[] size =
            new String(out.readAllBytes(), StandardCharsets.UTF_8).strip().split(" ", 2);
        return size.length == 2
            ? new Terminal(Integer.parseInt(size[0]) - 1, Integer.parseInt(size[1]))
            : NONE;
      }
    }
  }
}

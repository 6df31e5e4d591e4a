package org.srv6pipes.dist.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.srv6pipes.dist.cli.KnownFunctions.Known;
import org.srv6pipes.function.FunctionDescriptor;
import org.srv6pipes.function.ParameterField;
import org.srv6pipes.function.Setting;
import org.srv6pipes.service.Json;
import org.srv6pipes.service.admin.Answer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code srv6pipes functions} */
@Command(
    name = "functions",
    header = "List the functions that are there, or explain one.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  srv6pipes functions",
      "  srv6pipes functions zstd-compress",
      "  srv6pipes functions -c proxy.toml --json",
      "  srv6pipes functions --running"
    })
final class FunctionsCommand implements Callable<Integer> {

  private static final String ROW = "%-8s%-18s%-34s%-18s%s%n";

  @Spec private CommandSpec spec;
  @Mixin private FunctionOptions options;
  @Mixin private AdminOptions admin;

  @Option(
      names = "--running",
      description = "Those of the proxy that runs here, with what they have done so far.")
  private boolean running;

  @Option(names = "--json", description = "Everything, as a JSON array of objects.")
  private boolean json;

  @CommandLine.Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "Only this function, with the meaning of its parameters and settings.")
  private String name = "";

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    if (running) {
      listRunning(out);
      return ExitCode.OK;
    }
    try (KnownFunctions functions = options.load()) {
      List<Known> asked = name.isEmpty() ? functions.all() : List.of(functions.named(name));
      if (json) {
        out.println(Json.of(asked.stream().map(FunctionJson::of).toList()));
      } else if (name.isEmpty()) {
        list(asked, out);
      } else {
        explain(asked.getFirst(), out);
      }
    }
    return ExitCode.OK;
  }

  private void listRunning(PrintWriter out) throws CommandException {
    Object answer = admin.ask(Map.of("ask", "functions"));
    if (json) {
      out.println(Json.of(answer));
    } else if (answer instanceof List<?> functions) {
      RunningFunctions.list(functions.stream().map(Answer::of).toList(), out);
    }
  }

  private static void list(List<Known> functions, PrintWriter out) {
    out.printf(ROW, "NUMBER", "NAME", "PARAMETERS", "UNDONE BY", "FROM");
    for (Known it : functions) {
      out.printf(
          ROW,
          it.hexNumber(),
          it.name(),
          it.descriptor().parameters(),
          undoneBy(it.descriptor()),
          it.shortOrigin());
    }
  }

  private static void explain(Known function, PrintWriter out) {
    FunctionDescriptor descriptor = function.descriptor();
    out.println(function.name() + ": " + descriptor.summary());
    out.printf(
        "%nnumber     %s%nundone by  %s%nfrom       %s%n",
        function.hexNumber(), undoneBy(descriptor), function.origin());
    if (descriptor.failsClosed()) {
      out.println("a connection that it cannot run for is refused, never carried past it");
    }
    if (!descriptor.parameters().fields().isEmpty()) {
      out.printf("%nParameters, in the brackets of a chain step:%n");
      descriptor.parameters().fields().forEach(field -> explain(field, out));
    }
    if (!descriptor.settings().isEmpty()) {
      out.printf("%nSettings, in the configuration's table [functions.%s]:%n", function.name());
      descriptor.settings().forEach(setting -> explain(setting, "", out));
    }
  }

  private static void explain(ParameterField field, PrintWriter out) {
    out.printf("  %s = %s  (%s)%n", field.name(), field.format(field.standard()), field.range());
    out.println("      " + field.doc());
  }

  /** Below a setting that holds tables stands a name that the operator chooses. */
  private static void explain(Setting<?> setting, String above, PrintWriter out) {
    String standard = setting.standardText().isEmpty() ? "" : " = " + setting.standardText();
    out.println("  " + above + setting.name() + standard + "  (" + setting.type() + ")");
    out.println("      " + setting.doc());
    setting.inner().forEach(inner -> explain(inner, above + setting.name() + ".NAME.", out));
  }

  private static String undoneBy(FunctionDescriptor descriptor) {
    return descriptor.inverse().map(inverse -> inverse.name()).orElse("-");
  }
}

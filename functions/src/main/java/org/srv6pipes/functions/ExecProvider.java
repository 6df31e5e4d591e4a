package org.srv6pipes.functions;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.srv6pipes.function.ConfigSection;
import org.srv6pipes.function.Entries;
import org.srv6pipes.function.FunctionDescriptor;
import org.srv6pipes.function.FunctionFactory;
import org.srv6pipes.function.FunctionPlan;
import org.srv6pipes.function.ParameterField;
import org.srv6pipes.function.Problems;
import org.srv6pipes.function.Setting;
import org.srv6pipes.function.Traits;
import org.srv6pipes.function.Work;

/** {@code exec}: any program as a function, as in a pipe of the shell. */
public final class ExecProvider extends BuiltIn {

  private static final Setting<List<String>> RUN =
      Setting.texts("run", "The program and its arguments; no shell looks at them.");
  private static final Setting<String> SHELL =
      Setting.text("shell", "", "Instead of \"run\": a command line for /bin/sh.");
  private static final Setting<String> USER =
      Setting.text(
          "user",
          "",
          "Whom to run it as, if the proxy is root; otherwise it runs as the proxy, never with any"
              + " capability.");
  private static final Setting<Duration> TIME_LIMIT =
      Setting.duration(
          "time-limit", Duration.ZERO, "How long it may run; 0s is as long as its connection.");
  private static final Setting<Long> MEMORY_LIMIT =
      Setting.size("memory-limit", 512L << 20, "How much address space it may have; 0 is any.");
  private static final Setting<Long> MAX_PROCESSES =
      Setting.number(
          "max-processes",
          1,
          10_000,
          64,
          "How many programs may run at once, all commands taken"
              + " together; connections beyond are reset.");

  private static final Entries COMMANDS =
      new Entries(
          ParameterField.number("command", 0, 16)
              .range(1, 0xFFFF)
              .doc("The number of a command in the configuration."),
          Setting.tables(
              "commands",
              "The programs that a SID can name.",
              RUN,
              SHELL,
              USER,
              TIME_LIMIT,
              MEMORY_LIMIT));

  private static final FunctionDescriptor DESCRIPTOR =
      FunctionDescriptor.of(
              "exec",
              0x0030,
              "Sends the stream through a program, from its standard input to its standard output;"
                  + " an exit code other than 0 resets the connection.")
          .entries(COMMANDS)
          .settings(MAX_PROCESSES);

  private static final Traits TRAITS =
      Traits.DEFAULT.work(Work.BLOCKING).memoryPerFlow(ChildProcess.MEMORY);

  /** For the service loader. */
  public ExecProvider() {
    super(DESCRIPTOR);
  }

  @Override
  public FunctionFactory configure(ConfigSection section, Problems problems) {
    Semaphore processes = new Semaphore(Math.toIntExact(section.get(MAX_PROCESSES)));
    Map<Long, FunctionPlan> plans = new HashMap<>();
    COMMANDS
        .read(section, problems)
        .forEach(
            (number, entry) ->
                command("commands." + number + ".", entry, problems)
                    .ifPresent(command -> plans.put(number, plan(command, processes))));
    return (parameters, unsuitable) ->
        COMMANDS.pick(plans, parameters, unsuitable).orElseGet(FunctionPlan::refused);
  }

  private static FunctionPlan plan(Command command, Semaphore processes) {
    return FunctionPlan.of(TRAITS, flow -> new Exec(flow, command, processes));
  }

  private static Optional<Command> command(String key, ConfigSection entry, Problems problems) {
    if (entry.get(RUN).isEmpty() == entry.get(SHELL).isEmpty()) {
      problems.report(key + RUN.name(), "one of \"run\" and \"shell\" must be set, and only one");
      return Optional.empty();
    }
    List<String> program =
        entry.get(RUN).isEmpty() ? List.of("/bin/sh", "-c", entry.get(SHELL)) : entry.get(RUN);
    return Command.of(
        program,
        entry.get(USER),
        entry.get(MEMORY_LIMIT),
        entry.get(TIME_LIMIT),
        key + RUN.name(),
        problems);
  }
}

package org.srv6pipes.dist.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.srv6pipes.dist.ConfirmedRules;
import org.srv6pipes.dist.RoleRules;
import org.srv6pipes.rules.Difference;
import org.srv6pipes.rules.HostRules;
import org.srv6pipes.rules.Trial;
import org.srv6pipes.service.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code srv6pipes rules apply} */
@Command(
    name = "apply",
    header = "Make this host as a role wants it, and let it stay so.",
    description =
        "Again is no harm: it mends what somebody has changed. What is not ours stays as it is.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  srv6pipes rules apply -c proxy.toml",
      "  srv6pipes rules apply --confirm 60s -c proxy.toml",
      "  srv6pipes rules apply --role server -c server.toml"
    })
final class RulesApplyCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private RulesOptions options;

  @Option(names = "--json", description = "What has changed, as a JSON object.")
  private boolean json;

  @Option(
      names = "--confirm",
      paramLabel = "TIME",
      description =
          "Have everything again as it was, unless it is confirmed within this time: by Enter, or"
              + " by srv6pipes rules confirm. So it is also when this command is killed, or its"
              + " terminal is gone, as over a link that the rules have cut.")
  private @Nullable Duration confirm;

  @Option(
      names = ConfirmedRules.WATCH,
      hidden = true,
      description = "Be the process that waits for the confirmation.")
  private boolean watch;

  @Override
  public Integer call() throws Exception {
    HostRules host = RulesOptions.host();
    RoleRules rules = options.read(host);
    refuseWhatTheRoleDoes(rules, host);
    refuseDuringATrial(rules, host);
    List<Difference> changed = host.diff(rules.plan());
    if (confirm != null && !changed.isEmpty()) {
      return watch
          ? onTrial(rules, host, changed, confirm)
          : ConfirmedRules.startAndWait(watcher(confirm), spec.commandLine().getOut());
    }
    host.applyToStay(rules.plan());
    say(rules, host, changed);
    return ExitCode.OK;
  }

  private void say(RoleRules rules, HostRules host, List<Difference> changed) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? json(rules, host, changed) : words(rules, host, changed));
    host.otherBackEnd().ifPresent(spec.commandLine().getErr()::println);
  }

  private List<String> watcher(Duration patience) {
    List<String> arguments = new ArrayList<>(options.commandLine("apply"));
    arguments.addAll(List.of("--confirm", patience.toMillis() + "ms", ConfirmedRules.WATCH));
    if (json) {
      arguments.add("--json");
    }
    return arguments;
  }

  private int onTrial(RoleRules rules, HostRules host, List<Difference> changed, Duration patience)
      throws InterruptedException {
    Trial trial = host.tryOut(rules.plan());
    say(rules, host, changed);
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "press Enter to confirm, or say within %d s: %s%n",
        patience.toSeconds(), options.command("confirm"));
    out.flush();
    boolean confirmed = ConfirmedRules.await(trial, patience);
    out.println(confirmed ? "confirmed: it stays" : "not confirmed: everything is as it was");
    out.flush();
    return confirmed ? ExitCode.OK : ExitCode.FAILED;
  }

  private void refuseDuringATrial(RoleRules rules, HostRules host) throws CommandException {
    if (host.isOnTrial(rules.instance())) {
      throw new CommandException(
          ExitCode.FAILED,
          options.title(rules) + " waits to be confirmed: " + options.command("confirm"));
    }
  }

  /** A proxy that makes its rules itself has some to mend only while it runs. */
  private void refuseWhatTheRoleDoes(RoleRules rules, HostRules host) throws CommandException {
    if (rules.maker() == RoleRules.Maker.THE_ROLE && !host.isAlive(rules.instance())) {
      throw new CommandException(
          ExitCode.FAILED,
          options.title(rules)
              + " does not run, and makes its rules itself when it starts. To apply them before"
              + " that, write rules = \"manual\" in "
              + options.file());
    }
  }

  private String words(RoleRules rules, HostRules host, List<Difference> changed) {
    return changed.isEmpty()
        ? options.title(rules)
            + ": nothing to change, in "
            + host.backEnd()
            + " or elsewhere"
            + (confirm == null ? "" : ", and so nothing to confirm")
        : "%s: applied with %s, %d lines differed"
            .formatted(options.title(rules), host.backEnd(), changed.size());
  }

  private static String json(RoleRules rules, HostRules host, List<Difference> changed) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("instance", rules.instance());
    members.put("index", rules.plan().numbers().index());
    members.put("back-end", host.backEnd());
    members.put("changed", changed.stream().map(Difference::toString).toList());
    return Json.of(members);
  }
}

package org.srv6pipes.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.srv6pipes.linux.ProcessIdentity;
import org.srv6pipes.service.Reason;

/**
 * Rules that go again unless somebody confirms them in time. Whoever deletes its file decides: who
 * confirms, or the process that waits for that and rolls back.
 */
public final class Trial {
  private final HostRules rules;
  private final Path file;
  private final String instance;
  private final Optional<HostPlan> before;

  private Trial(HostRules rules, Path file, String instance, Optional<HostPlan> before) {
    this.rules = rules;
    this.file = file;
    this.instance = instance;
    this.before = before;
  }

  /**
   * Applies a plan for a trial that this process watches.
   *
   * @param file tells others of the trial
   * @param before what was applied until now
   */
  static Trial begin(HostRules rules, Path file, HostPlan plan, Optional<HostPlan> before) {
    String instance = plan.numbers().instance();
    if (isUnderWay(file)) {
      throw new RulesException(
          "the rules of instance \""
              + instance
              + "\" wait to be confirmed: srv6pipes rules confirm");
    }
    Trial trial = new Trial(rules, file, instance, before);
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, ProcessIdentity.current().toString());
    } catch (IOException e) {
      throw new RulesException(Reason.withFile(e), e);
    }
    try {
      rules.applyToStay(plan);
    } catch (RuntimeException e) {
      trial.rollBackAfter(e);
      throw e;
    }
    return trial;
  }

  /** Whether a process waits for a confirmation. */
  static boolean isUnderWay(Path file) {
    try {
      return ProcessIdentity.parse(Files.readString(file)).isAlive();
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw new RulesException(Reason.withFile(e), e);
    }
  }

  /**
   * @return whether there was anything to confirm
   */
  static boolean confirm(Path file) {
    boolean underWay = isUnderWay(file);
    return end(file) && underWay;
  }

  private static boolean end(Path file) {
    try {
      return Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new RulesException(Reason.withFile(e), e);
    }
  }

  /** Whether somebody has confirmed it. */
  public boolean isConfirmed() {
    return !Files.exists(file);
  }

  public void confirm() {
    boolean _ = end(file);
  }

  /**
   * Has everything as it was before, unless somebody has confirmed it.
   *
   * @return whether it was rolled back
   */
  public boolean rollBack() {
    if (!end(file)) {
      return false;
    }
    before.ifPresentOrElse(
        rules::applyToStay,
        () -> {
          boolean _ = rules.removeWhatStays(instance);
        });
    return true;
  }

  private void rollBackAfter(RuntimeException failure) {
    try {
      boolean _ = rollBack();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }
}

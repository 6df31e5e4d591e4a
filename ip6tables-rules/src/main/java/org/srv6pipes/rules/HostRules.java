package org.srv6pipes.rules;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.srv6pipes.linux.Namespaces;
import org.srv6pipes.linux.Prefix6;
import org.srv6pipes.linux.ProcessIdentity;
import org.srv6pipes.linux.Route;
import org.srv6pipes.linux.RoutingRule;
import org.srv6pipes.rules.Allocation.Needs;
import org.srv6pipes.rules.FreeNumbers.InUse;

/**
 * Changes a host for the instances that run on it, and takes back exactly what it changed.
 *
 * <p>A ledger says of each instance what it is about to change, before it does, and what a sysctl
 * was before. So whoever comes after a killed instance first undoes what that one did. All of this
 * concerns the network namespace of the calling thread.
 */
public final class HostRules {
  private static final Logger log = LoggerFactory.getLogger(HostRules.class);

  private final Host host;
  private final LedgerFile ledgerFile;
  private final SettingChanges settings;

  HostRules(Host host, Path folder) {
    this.host = host;
    this.ledgerFile = new LedgerFile(folder, host.identity());
    this.settings = new SettingChanges(host);
  }

  /**
   * @param folder where the ledgers are, {@code /run/srv6pipes} as a rule; each network namespace
   *     has its own in there
   */
  public static HostRules open(Path folder) {
    Path own = folder.resolve(Long.toString(Namespaces.ownNetwork()));
    return new HostRules(new LinuxHost(Ip6tables.ofHost()), own);
  }

  /** The interfaces that speak IPv6, without those of ours that come and go. */
  public List<String> interfaces() {
    return host.interfaces().stream()
        .filter(it -> !Announcement.isInterfaceOfOurs(it))
        .filter(it -> host.setting(Setting.ofInterface(it, "seg6_enabled", "").name()).isPresent())
        .toList();
  }

  /**
   * Gives an instance numbers of its own for as long as this process lives. First takes back what
   * instances changed that do not live any more.
   *
   * @throws RulesException if an instance of this name lives
   */
  public Allocation allocate(String instance, Needs needs) {
    return allocate(instance, Optional.of(ProcessIdentity.current()), needs);
  }

  Allocation allocate(String instance, Optional<ProcessIdentity> owner, Needs needs) {
    return ledgerFile.exclusively(() -> allocate(ledgerFile.read(), instance, owner, needs));
  }

  private Allocation allocate(
      Ledger before, String instance, Optional<ProcessIdentity> owner, Needs needs) {
    Ledger ledger = withoutTheDead(withoutADead(instance, before));
    ledger.lease(instance).ifPresent(HostRules::refuseSecond);
    FirewallState firewall = host.firewall();
    List<Lease> orphans = new Orphans(host, firewall).find(ledger);
    if (!orphans.isEmpty()) {
      ledger = without(orphans, ledger);
      firewall = host.firewall();
    }
    InUse inUse = InUse.on(host, firewall);
    Allocation numbers = new FreeNumbers(inUse, ledger).choose(instance, needs);
    ledgerFile.write(ledger.with(Lease.of(numbers, owner)));
    return numbers;
  }

  /**
   * The same for an instance whose changes connections depend on: what one of its name has left,
   * because it was killed or chose to {@link #leave} it, is not taken back but goes on, with its
   * numbers and with its return paths. {@link #apply} then makes of the rest what is wanted now.
   *
   * @throws RulesException if an instance of this name lives
   */
  public Allocation takeOver(String instance, Needs needs) {
    ProcessIdentity owner = ProcessIdentity.current();
    return ledgerFile.exclusively(
        () -> {
          Ledger ledger = ledgerFile.read();
          Optional<Lease> left =
              ledger
                  .lease(instance)
                  .filter(lease -> lease.isLeft() && lease.numbers().needs().equals(needs));
          if (left.isEmpty()) {
            return allocate(ledger, instance, Optional.of(owner), needs);
          }
          ledgerFile.write(withoutTheDead(ledger.with(left.get().withOwner(owner))));
          return left.get().numbers();
        });
  }

  /**
   * Takes numbers for an instance whose rules somebody else makes by them: with {@link
   * #applyToStay}, or as {@link #show} says. Nothing is applied, and at the end nothing removed;
   * {@link #leave} says that the instance has ended.
   *
   * @throws RulesException if an instance of this name or with this index lives, or if rules for
   *     other numbers were applied
   */
  public void reserve(Allocation numbers) {
    ledgerFile.exclusively(
        () -> {
          Ledger ledger = withoutTheDead(ledgerFile.read());
          Optional<Lease> known = ledger.lease(numbers.instance());
          if (known.filter(Lease::hasChanges).isPresent()) {
            refuseOthers(known.get(), numbers);
            return ledger;
          }
          known.ifPresent(HostRules::refuseSecond);
          refuseTaken(numbers, ledger);
          Ledger after = ledger.with(Lease.of(numbers, Optional.of(ProcessIdentity.current())));
          ledgerFile.write(after);
          return after;
        });
  }

  private static void refuseOthers(Lease applied, Allocation wanted) {
    if (applied.owner().isPresent()) {
      refuseSecond(applied);
    }
    if (!applied.numbers().equals(wanted)) {
      throw new RulesException(
          "the rules of instance \"%s\" were applied for %s, and %s are wanted now: apply them again."
              .formatted(wanted.instance(), words(applied.numbers()), words(wanted)));
    }
  }

  private static String words(Allocation numbers) {
    return "index %d, %d queues and %d slots"
        .formatted(numbers.index(), numbers.queues(), numbers.slots());
  }

  private static void refuseTaken(Allocation numbers, Ledger ledger) {
    ledger.leases().stream()
        .filter(it -> it.numbers().index() == numbers.index())
        .filter(it -> !it.instance().equals(numbers.instance()))
        .findFirst()
        .ifPresent(HostRules::refuseIndex);
  }

  private static void refuseIndex(Lease other) {
    throw new RulesException(
        "index %d belongs to instance \"%s\": choose another one."
            .formatted(other.numbers().index(), other.instance()));
  }

  private static void refuseSecond(Lease lease) {
    String holder =
        lease
            .owner()
            .map(it -> "runs as process " + it.pid() + ": stop it")
            .orElse("has rules that were applied to stay: remove them (srv6pipes rules remove)");
    throw new RulesException(
        "instance \"" + lease.instance() + "\" " + holder + ", or choose another name.");
  }

  /**
   * Makes the host as this instance wants it: also again, also with another plan than before. When
   * that fails, a first plan is taken back; of a later one, what is there stays, to be applied
   * again or removed.
   */
  public void apply(HostPlan plan) {
    ledgerFile.exclusively(
        () -> {
          Ledger before = ledgerFile.read();
          String instance = plan.numbers().instance();
          Lease lease = before.lease(instance).orElseThrow(() -> notAllocated(instance));
          refuseOverlap(plan, before);
          Ledger announced = announce(plan, lease, before);
          try {
            make(plan, lease, announced);
            return concluded(plan, lease, announced);
          } catch (RuntimeException e) {
            if (!lease.hasChanges()) {
              takeBackAfter(e, instance, announced);
            }
            throw e;
          }
        });
  }

  /**
   * Gives up the name of an instance of this process, so that the process that takes over can have
   * it, and may make the same routes. Everything else stays as it is.
   *
   * @return the same numbers under the name that they have from now on
   */
  public Allocation stepAside(Allocation numbers) {
    return rename(numbers, numbers.aside());
  }

  /**
   * Takes the name again, because the process that was to take over has ended. What that one had
   * changed is taken back first.
   *
   * @param aside what {@link #stepAside} has returned
   * @throws RulesException if another one lives under that name
   */
  public Allocation stepBack(Allocation aside, String instance) {
    return rename(aside, aside.named(instance));
  }

  private Allocation rename(Allocation from, Allocation to) {
    return ledgerFile.exclusively(
        () -> {
          Ledger ledger = withoutTheDead(ledgerFile.read());
          if (ledger.lease(from.instance()).isEmpty()) {
            throw notAllocated(from.instance());
          }
          ledger.lease(to.instance()).ifPresent(HostRules::refuseSecond);
          ledgerFile.write(ledger.renamed(from.instance(), to.instance()));
          return to;
        });
  }

  private static RulesException notAllocated(String instance) {
    return new RulesException("instance \"" + instance + "\" has no numbers: allocate them first");
  }

  /**
   * The numbers that an instance has, or would be given if it started now. Nothing is kept for it.
   */
  public Allocation foresee(String instance, Needs needs) {
    Ledger ledger = ledgerFile.read();
    return ledger
        .lease(instance)
        .map(Lease::numbers)
        .filter(numbers -> numbers.needs().equals(needs))
        .orElseGet(
            () -> new FreeNumbers(InUse.on(host, host.firewall()), ledger).choose(instance, needs));
  }

  /**
   * Makes the host as an instance wants it, and lets it stay so when this process ends. If the
   * instance lives, its rules are mended and remain its own.
   *
   * @throws RulesException if it lives with other numbers, or if another one has the index
   */
  public void applyToStay(HostPlan plan) {
    Allocation numbers = plan.numbers();
    ledgerFile.exclusively(
        () -> {
          Ledger ledger = withoutTheDead(ledgerFile.read(), numbers.instance());
          Optional<Lease> known = ledger.lease(numbers.instance());
          if (known.filter(it -> it.numbers().equals(numbers) && it.isLeft()).isPresent()) {
            ledgerFile.write(ledger.with(known.get().withoutOwner()));
          } else if (known.filter(it -> it.numbers().equals(numbers)).isEmpty()) {
            known.filter(it -> !it.isLeft()).ifPresent(HostRules::refuseSecond);
            refuseTaken(numbers, ledger);
            Ledger without = takeBack(numbers.instance(), ledger);
            ledgerFile.write(without.with(Lease.of(numbers, Optional.empty())));
          }
          return known;
        });
    apply(plan);
  }

  /**
   * The same for a trial that this process watches: what was there before comes again unless
   * somebody says {@link #confirm}.
   */
  public Trial tryOut(HostPlan plan) {
    String instance = plan.numbers().instance();
    return Trial.begin(this, trial(instance), plan, applied(instance));
  }

  /**
   * Says that the rules of an instance shall stay.
   *
   * @return whether anybody waited for that
   */
  public boolean confirm(String instance) {
    return Trial.confirm(trial(instance));
  }

  /** Whether the rules of an instance go again unless they are confirmed. */
  public boolean isOnTrial(String instance) {
    return Trial.isUnderWay(trial(instance));
  }

  private Path trial(String instance) {
    return ledgerFile.folder().resolve(instance + ".unconfirmed");
  }

  /** What an instance has applied, as the host has it now. */
  private Optional<HostPlan> applied(String instance) {
    Ledger ledger = ledgerFile.read();
    Optional<Lease> known = ledger.lease(instance).filter(Lease::hasChanges);
    known.filter(Lease::staysAfterDeath).ifPresent(HostRules::refuseTrial);
    return known.map(
        lease ->
            new HostPlan(
                lease.numbers(),
                RuleSet.installed(lease.numbers().chainPrefix(), host.firewall()),
                ledger.settings().stream()
                    .filter(it -> it.users().contains(instance))
                    .map(ChangedSetting::wanted)
                    .toList(),
                lease.routes().stream().flatMap(this::itsRoute).toList(),
                lease.routingRules()));
  }

  private static void refuseTrial(Lease lease) {
    throw new RulesException(
        "instance \""
            + lease.instance()
            + "\" has connections go past it, which are lost when its rules come again: apply"
            + " without --confirm, or remove its rules before.");
  }

  private Stream<Route> itsRoute(RouteKey key) {
    return host.routes(key.table()).stream()
        .filter(it -> it.protocol() == HostPlan.PROTOCOL && RouteKey.of(it).equals(key));
  }

  /**
   * Takes back everything that an instance changed and nobody answers for.
   *
   * @return whether there was anything
   * @throws RulesException if the instance lives
   */
  public boolean removeWhatStays(String instance) {
    boolean _ = confirm(instance);
    return ledgerFile.exclusively(
        () -> {
          Ledger ledger = ledgerFile.read();
          Optional<Lease> lease = ledger.lease(instance);
          lease.filter(it -> !it.isLeft()).ifPresent(HostRules::refuseSecond);
          takeBack(instance, ledger);
          return lease.filter(Lease::hasChanges).isPresent();
        });
  }

  /** The commands that make a plan true on this host, where nothing of it is yet. */
  public List<String> show(HostPlan plan) {
    return plan.show(settings.toMake(plan.settings()));
  }

  /** The commands that take back what {@link #show} does on this host, where it is not done yet. */
  public List<String> showUndo(HostPlan plan) {
    return plan.showUndo(settings.toRestore(plan.settings()));
  }

  /** The back end of ip6tables that is in use: {@code iptables-nft} or {@code iptables-legacy}. */
  public String backEnd() {
    return host.backEnd();
  }

  /** What is to say where the other back end of ip6tables holds rules as well. */
  public Optional<Finding> otherBackEnd() {
    return Inspection.otherBackEnd(host);
  }

  /** Whether a process answers for this instance. */
  public boolean isAlive(String instance) {
    return ledgerFile.read().lease(instance).filter(it -> !it.isLeft()).isPresent();
  }

  /** What would have to change on the host to make it as the plan wants it; empty when it is. */
  public List<Difference> diff(HostPlan plan) {
    return Comparison.of(plan, host, host.firewall());
  }

  /**
   * What keeps an applied plan from working, among everything else that is on the host.
   *
   * @param applying the command that applies the plan again
   */
  public List<Finding> check(HostPlan plan, String applying) {
    return Inspection.of(plan, host, applying);
  }

  /** Everything that keeps a role from working on this host, or may. */
  public List<Finding> examine(Patient patient) {
    return Examination.of(patient, host, Machine.here());
  }

  /** Whether an instance has rules here that were applied. */
  public boolean isApplied(String instance) {
    return ledgerFile.read().lease(instance).filter(Lease::hasChanges).isPresent();
  }

  /** Takes back everything that this instance changed, and its numbers. */
  public void remove(String instance) {
    ledgerFile.exclusively(() -> takeBack(instance, ledgerFile.read()));
  }

  /** Lets everything that this instance changed stay when this process ends. */
  public void leave(String instance) {
    ledgerFile.exclusively(
        () -> {
          Ledger ledger = ledgerFile.read();
          Optional<Lease> lease = ledger.lease(instance).filter(Lease::hasChanges);
          Ledger after =
              lease.map(it -> ledger.with(it.withoutOwner())).orElse(ledger.without(instance));
          ledgerFile.write(after);
          return after;
        });
  }

  private static void refuseOverlap(HostPlan plan, Ledger ledger) {
    for (Lease other : ledger.leases()) {
      if (other.numbers().isGenerationOf(plan.numbers())) {
        continue;
      }
      for (RouteKey theirs : other.routes()) {
        plan.routeKeys().stream()
            .filter(ours -> ours.overlaps(theirs))
            .findFirst()
            .ifPresent(ours -> refuse(ours.destination(), other));
      }
    }
  }

  private static void refuse(Prefix6 prefix, Lease other) {
    throw new RulesException(
        "%s belongs to instance \"%s\" already: give each instance prefixes of its own."
            .formatted(IpText.of(prefix), other.instance()));
  }

  /** Writes down what will change, with what is there now. */
  private Ledger announce(HostPlan plan, Lease lease, Ledger ledger) {
    Ledger announced =
        ledger
            .with(lease.plus(plan.routeKeys(), plan.routingRules()).then(plan.afterDeath()))
            .withSettings(settings.announced(lease.instance(), plan.settings(), ledger.settings()));
    ledgerFile.write(announced);
    return announced;
  }

  private void make(HostPlan plan, Lease before, Ledger announced) {
    Set<RouteKey> routesOfOthers = announced.routesOfOthers(before.instance());
    if (plan.routeKeys().stream().anyMatch(routesOfOthers::contains)) {
      makeInFrontOfAnother(plan, announced);
    } else {
      RuleSet ruleSet = plan.ruleSet();
      boolean isNew = before.owner().isPresent() && !before.hasChanges();
      restore(isNew ? ruleSet.script() : ruleSet.script(host.firewall()));
      settings.make(settingsOf(plan, announced));
      plan.routes().forEach(host::add);
      plan.routingRules().forEach(host::add);
    }
    plan.nftTable().ifPresentOrElse(host::make, () -> deleteNftTable(before));
    without(before.routingRules(), plan.routingRules()).forEach(host::delete);
    without(before.routes(), plan.routeKeys()).stream()
        .filter(it -> !routesOfOthers.contains(it))
        .forEach(host::delete);
  }

  /**
   * Another one serves the same prefixes until this plan is made. So each packet must find complete
   * rules, of one or of the other.
   */
  private void makeInFrontOfAnother(HostPlan plan, Ledger announced) {
    settings.make(settingsOf(plan, announced));
    plan.routes().forEach(host::add);
    plan.routingRules().forEach(host::add);
    restore(plan.ruleSet().scriptFromTheLast(host.firewall()));
  }

  private static List<ChangedSetting> settingsOf(HostPlan plan, Ledger announced) {
    return announced.settings().stream()
        .filter(it -> plan.settings().contains(it.wanted()))
        .toList();
  }

  private void restore(String script) {
    if (!script.isEmpty()) {
      host.restore(script);
    }
  }

  /** Without what only an earlier plan of this instance wanted. */
  private Ledger concluded(HostPlan plan, Lease lease, Ledger announced) {
    Predicate<ChangedSetting> isObsolete = it -> !plan.settings().contains(it.wanted());
    String instance = lease.instance();
    settings.restore(announced.settingsOfOnly(instance).stream().filter(isObsolete).toList());
    Ledger ledger =
        announced
            .with(lease.with(plan.routeKeys(), plan.routingRules()).then(plan.afterDeath()))
            .withoutUser(instance, isObsolete);
    ledgerFile.write(ledger);
    return ledger;
  }

  private static <T> List<T> without(List<T> all, List<T> kept) {
    return all.stream().filter(it -> !kept.contains(it)).toList();
  }

  private void takeBackAfter(RuntimeException failure, String instance, Ledger ledger) {
    try {
      takeBack(instance, ledger);
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  private Ledger withoutTheDead(Ledger ledger) {
    return withoutTheDead(ledger, "");
  }

  private Ledger withoutTheDead(Ledger ledger, String except) {
    Ledger living = ledger;
    for (Lease lease : ledger.leases()) {
      if (!lease.staysAfterDeath() && !lease.instance().equals(except)) {
        living = withoutADead(lease.instance(), living);
      }
    }
    return living;
  }

  private Ledger withoutADead(String instance, Ledger ledger) {
    if (ledger.lease(instance).filter(lease -> !lease.isAlive()).isEmpty()) {
      return ledger;
    }
    log.info("instance {} was killed: taking back what it changed", instance);
    return takeBack(instance, ledger);
  }

  private void deleteNftTable(Lease lease) {
    if (lease.staysAfterDeath()) {
      host.deleteNftTable(NftTable.name(lease.numbers().index()));
    }
  }

  private Ledger without(List<Lease> orphans, Ledger ledger) {
    Ledger after = ledger;
    for (Lease orphan : orphans) {
      log.warn("{} has no ledger and no reader of its queue: removing it", orphan.instance());
      after = takeBack(orphan.instance(), after.with(orphan));
    }
    return after;
  }

  private Ledger takeBack(String instance, Ledger ledger) {
    for (Lease lease : ledger.lease(instance).filter(Lease::hasChanges).stream().toList()) {
      takeBackPaths(lease.numbers());
      deleteNftTable(lease);
      Set<RouteKey> routesOfOthers = ledger.routesOfOthers(instance);
      if (lease.routes().stream().anyMatch(routesOfOthers::contains)) {
        takeBackChains(lease); // the other one's are there
      }
      lease.routingRules().forEach(host::delete);
      lease.routes().stream().filter(it -> !routesOfOthers.contains(it)).forEach(host::delete);
      takeBackChains(lease);
    }
    settings.restore(ledger.settingsOfOnly(instance));
    Ledger after = ledger.without(instance);
    ledgerFile.write(after);
    return after;
  }

  private void takeBackChains(Lease lease) {
    restore(RuleSet.none(lease.numbers().chainPrefix()).script(host.firewall()));
  }

  /**
   * Return paths come and go too fast to be in the ledger. The rule of each is there before its
   * routes and after them, and shows where they are.
   */
  private void takeBackPaths(Allocation numbers) {
    for (RoutingRule rule : host.routingRules()) {
      if (numbers.owns(rule) && numbers.pathOf(rule.mark()) >= 0) {
        host.routes(rule.table()).forEach(route -> host.delete(RouteKey.of(route)));
        host.delete(rule);
      }
    }
  }
}

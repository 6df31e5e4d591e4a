package org.srv6pipes.rules;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What all instances on a host have changed, and what was there before. */
record Ledger(List<Lease> leases, List<ChangedSetting> settings) {
  static final Ledger EMPTY = new Ledger(List.of(), List.of());

  Ledger {
    leases = List.copyOf(leases);
    settings = List.copyOf(settings);
  }

  Optional<Lease> lease(String instance) {
    return leases.stream().filter(lease -> lease.instance().equals(instance)).findFirst();
  }

  Optional<ChangedSetting> setting(String name) {
    return settings.stream().filter(s -> s.wanted().name().equals(name)).findFirst();
  }

  /** With this lease in the place of the one of the same instance. */
  Ledger with(Lease lease) {
    Stream<Lease> others =
        leases.stream().filter(other -> !other.instance().equals(lease.instance()));
    return new Ledger(Stream.concat(others, Stream.of(lease)).toList(), settings);
  }

  Ledger withSettings(List<ChangedSetting> changed) {
    return new Ledger(leases, changed);
  }

  /** Without the instance, as holder of a lease and as user of settings. */
  Ledger without(String instance) {
    return new Ledger(
            leases.stream().filter(lease -> !lease.instance().equals(instance)).toList(), settings)
        .withoutUser(instance, setting -> true);
  }

  /** Without the instance as user of some settings; what nobody uses any more is forgotten. */
  Ledger withoutUser(String instance, Predicate<ChangedSetting> which) {
    return withSettings(
        settings.stream()
            .map(it -> which.test(it) ? it.withoutUser(instance) : it)
            .filter(it -> !it.users().isEmpty())
            .toList());
  }

  /** With an instance under another name. */
  Ledger renamed(String from, String to) {
    return new Ledger(
        leases.stream()
            .map(it -> it.instance().equals(from) ? it.withNumbers(it.numbers().named(to)) : it)
            .toList(),
        settings.stream().map(it -> it.withUserRenamed(from, to)).toList());
  }

  /** The routes of others than this instance. */
  Set<RouteKey> routesOfOthers(String instance) {
    return leases.stream()
        .filter(lease -> !lease.instance().equals(instance))
        .flatMap(lease -> lease.routes().stream())
        .collect(Collectors.toSet());
  }

  /** The settings that nobody needs when this instance is gone. */
  List<ChangedSetting> settingsOfOnly(String instance) {
    return settings.stream().filter(s -> s.users().equals(List.of(instance))).toList();
  }
}

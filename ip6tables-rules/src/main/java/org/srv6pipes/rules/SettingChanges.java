package org.srv6pipes.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Changes sysctls so that they can be set back.
 *
 * <p>One of them takes others along. Switching {@code all.forwarding} overwrites the value of every
 * interface, and on a router the kernel forgets the default routes that router advertisements gave,
 * unless {@code accept_ra} is 2. So that is set first where it was 1.
 */
final class SettingChanges {
  private static final String ALL = "all";
  private static final String FORWARDING = "forwarding";
  private static final String ACCEPT_RA = "accept_ra";
  private static final String IF_NOT_ROUTER = "1";
  private static final String ALSO_AS_ROUTER = "2";

  private final Host host;

  SettingChanges(Host host) {
    this.host = host;
  }

  /**
   * What the ledger must say before an instance has these settings made, given what it says now.
   */
  List<ChangedSetting> announced(
      String instance, List<Setting> wanted, List<ChangedSetting> known) {
    List<ChangedSetting> all = new ArrayList<>(known);
    for (Setting setting : wanted) {
      Optional<ChangedSetting> same =
          known.stream().filter(it -> it.name().equals(setting.name())).findFirst();
      same.ifPresent(all::remove);
      same.ifPresent(it -> refuseOtherValue(setting, it));
      all.add(same.orElseGet(() -> asItIs(setting)).withUser(instance));
    }
    return all;
  }

  private static void refuseOtherValue(Setting wanted, ChangedSetting known) {
    if (!wanted.equals(known.wanted())) {
      throw new RulesException(
          "sysctl %s: wanted, but instance %s needs %s"
              .formatted(wanted, String.join(", ", known.users()), known.wanted()));
    }
  }

  private ChangedSetting asItIs(Setting wanted) {
    String now = value(wanted.name());
    boolean becomesRouter =
        wanted.name().equals(Setting.ofInterface(ALL, FORWARDING, "").name())
            && !now.equals(wanted.value());
    return new ChangedSetting(
        wanted, now, List.of(), becomesRouter ? takenAlongByForwarding() : List.of());
  }

  private List<Setting> takenAlongByForwarding() {
    List<String> devices = host.interfaces();
    Stream<Setting> forwarding =
        Stream.concat(Stream.of("default"), devices.stream())
            .map(device -> now(device, FORWARDING));
    Stream<Setting> acceptRa =
        devices.stream().map(d -> now(d, ACCEPT_RA)).filter(it -> it.value().equals(IF_NOT_ROUTER));
    return Stream.concat(forwarding, acceptRa).toList();
  }

  private Setting now(String device, String key) {
    String name = Setting.ofInterface(device, key, "").name();
    return new Setting(name, value(name));
  }

  void make(List<ChangedSetting> changes) {
    for (ChangedSetting change : changes) {
      if (!value(change.name()).equals(change.wanted().value())) {
        inOrder(change).forEach(host::set);
      }
    }
  }

  /** What is set, one after the other, for a change. */
  private static Stream<Setting> inOrder(ChangedSetting change) {
    Stream<Setting> before =
        change.effects().stream()
            .filter(effect -> effect.name().endsWith(ACCEPT_RA))
            .map(effect -> new Setting(effect.name(), ALSO_AS_ROUTER));
    return Stream.concat(before, Stream.of(change.wanted()));
  }

  /** All that is set on this host as it is now, in order, where a plan wants these. */
  List<Setting> toMake(List<Setting> wanted) {
    return wanted.stream().map(this::asItIs).flatMap(SettingChanges::inOrder).toList();
  }

  /** All that must be set to have everything as it is now again. */
  List<Setting> toRestore(List<Setting> wanted) {
    return wanted.stream().map(this::asItIs).flatMap(SettingChanges::asBefore).toList();
  }

  private static Stream<Setting> asBefore(ChangedSetting change) {
    Setting itself = new Setting(change.name(), change.original());
    return Stream.concat(Stream.of(itself), change.effects().stream());
  }

  /**
   * Gives each the value that it had. One that somebody else has changed since is left as it is,
   * and so is one whose interface is gone.
   */
  void restore(List<ChangedSetting> changes) {
    for (ChangedSetting change : changes) {
      if (host.setting(change.name()).equals(Optional.of(change.wanted().value()))) {
        set(new Setting(change.name(), change.original()));
      }
      change.effects().forEach(this::set);
    }
  }

  private void set(Setting setting) {
    Optional<String> now = host.setting(setting.name());
    if (now.isPresent() && !now.get().equals(setting.value())) {
      host.set(setting);
    }
  }

  private String value(String name) {
    return host.setting(name)
        .orElseThrow(
            () ->
                new RulesException(
                    "sysctl " + name + ": this host has no such interface or kernel feature"));
  }
}

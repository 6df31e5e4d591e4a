package org.srv6pipes.rules;

import java.util.List;
import java.util.stream.Stream;

/**
 * A sysctl that one or several instances changed; the last of them sets it back.
 *
 * @param users the names of the instances that need the value
 * @param effects settings that the change took along, as they were before it
 */
record ChangedSetting(Setting wanted, String original, List<String> users, List<Setting> effects) {
  ChangedSetting {
    users = List.copyOf(users);
    effects = List.copyOf(effects);
  }

  String name() {
    return wanted.name();
  }

  ChangedSetting withUser(String instance) {
    return withUsers(Stream.concat(users.stream(), Stream.of(instance)).distinct());
  }

  ChangedSetting withoutUser(String instance) {
    return withUsers(users.stream().filter(user -> !user.equals(instance)));
  }

  ChangedSetting withUserRenamed(String from, String to) {
    return withUsers(users.stream().map(user -> user.equals(from) ? to : user));
  }

  private ChangedSetting withUsers(Stream<String> others) {
    return new ChangedSetting(wanted, original, others.toList(), effects);
  }

  ChangedSetting withEffect(Setting effect) {
    List<Setting> more = Stream.concat(effects.stream(), Stream.of(effect)).toList();
    return new ChangedSetting(wanted, original, users, more);
  }
}

package dev.referee.ec2;

import com.google.common.collect.ImmutableList;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A launch template or launch configuration that a group uses, with its versions.
 *
 * @param name the name for people, for example {@code launch template web}
 * @param follows the group's reference: a number, {@code $Default}, {@code $Latest}; {@code ""} for
 *     a launch configuration, which has no versions
 * @param current the version that is launched now; empty if it does not exist
 * @param versions all versions, the newest first
 */
record LaunchSource(
    String name, String follows, Optional<Launch> current, ImmutableList<Launch> versions) {

  /** Returns the newest version that meets a condition. */
  Optional<Launch> newest(Predicate<Launch> condition) {
    return versions.stream().filter(condition).findFirst();
  }

  boolean hasVersions() {
    return !follows.isEmpty();
  }

  /** Returns a description of one of the versions. */
  String of(Launch launch) {
    return hasVersions() ? launch.label() + " of the " + name : name;
  }

  /** Returns a description of what the group launches. */
  String reference() {
    if (!hasVersions()) {
      return "the " + name;
    }
    String resolved = current.map(Launch::label).orElse("which does not exist");
    return follows.startsWith("$")
        ? "%s of the %s (%s)".formatted(follows, name, resolved)
        : "version %s of the %s%s"
            .formatted(follows, name, current.isPresent() ? "" : ", " + resolved);
  }
}

package dev.referee.ec2;

import static com.google.common.base.Strings.nullToEmpty;

import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.autoscaling.model.Instance;

/**
 * An instance that a group launched or holds, running now or until recently.
 *
 * @param id the instance id
 * @param launched how it was launched
 * @param place whose it is
 * @param instanceProfile the ARN of the profile whose role its scripts use
 * @param running whether it runs, or is about to
 * @param goneAt when it was told to end, where EC2 says so
 */
record GroupInstance(
    String id,
    Launched launched,
    Place place,
    Optional<String> instanceProfile,
    boolean running,
    Optional<Instant> goneAt) {

  /**
   * The launch of a server.
   *
   * @param at when it was launched or last started, by EC2
   * @param from what it was launched with; empty when that is not known any more
   * @param unchanged whether its user data is surely that of what it was launched with: the group
   *     itself launched it, and it was not stopped since
   */
  record Launched(Instant at, Optional<Launch> from, boolean unchanged) {}

  /**
   * The owner of a server.
   *
   * @param member the group's entry about it; empty when the group does not hold it
   * @param keeper what else holds it
   * @param wasInGroup whether the group launched it or took it in once
   */
  record Place(Optional<Instance> member, Optional<Keeper> keeper, boolean wasInGroup) {
    private String words() {
      if (member.isPresent()) {
        return isInStandby()
            ? ", in Standby"
            : isProtected() ? ", protected from scale-in" : isLeaving() ? ", ending" : "";
      }
      return keeper
          .map(other -> ", in " + other)
          .orElse(wasInGroup ? ", no longer in the group" : ", outside the group");
    }

    private boolean is(String state) {
      return member
          .filter(it -> nullToEmpty(it.lifecycleStateAsString()).startsWith(state))
          .isPresent();
    }

    private boolean isInStandby() {
      return is("Standby") || is("EnteringStandby");
    }

    private boolean isProtected() {
      return member.filter(it -> Boolean.TRUE.equals(it.protectedFromScaleIn())).isPresent();
    }

    /** A group may also retain what it gives up, which then goes on. */
    private boolean isLeaving() {
      return is("Terminat") && !is("Terminating:Retained");
    }
  }

  Instant launchedAt() {
    return launched.at();
  }

  /** Returns what it was launched with; its own user data may still be another. */
  Optional<Launch> launchedFrom() {
    return launched.from();
  }

  /** Returns what it runs, where that follows from what it was launched with. */
  Optional<Launch> runsLaunch() {
    return launched.from().filter(any -> launched.unchanged());
  }

  boolean inGroup() {
    return place.member().isPresent();
  }

  boolean isInStandby() {
    return place.isInStandby();
  }

  boolean isProtected() {
    return place.isProtected();
  }

  /** Returns whether the group is just terminating it. */
  boolean isLeaving() {
    return place.isLeaving();
  }

  /** Returns what it runs, in words. */
  String runs() {
    return runsLaunch().map(Launch::label).orElse("its own user data") + place.words();
  }
}

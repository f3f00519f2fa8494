package dev.referee.ec2;

import static com.google.common.base.Strings.nullToEmpty;

import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.autoscaling.model.Instance;

/**
 * An instance that a group launched or contains, running now or until recently.
 *
 * @param id the instance id
 * @param launched its launch
 * @param place whose it is
 * @param instanceProfile the ARN of the instance profile, whose role its scripts use
 * @param running whether it is running or starting
 * @param goneAt when its termination was requested, if EC2 says so
 */
record SpawnerStoppedGroupInstance(
    String id,
    Launched launched,
    Place place,
    Optional<String> instanceProfile,
    boolean running,
    Optional<Instant> goneAt) {

  /**
   * The launch of a server.
   *
   * @param at when it was launched or last started, according to EC2
   * @param from what it was launched with; empty if that is no longer known
   * @param unchanged whether its user data is certainly that of its launch: the group itself
   *     launched it, and it was not stopped since then
   */
  record Launched(Instant at, Optional<Launch> from, boolean unchanged) {}

  /**
   * The owner of a server.
   *
   * @param member the group's entry about it; empty if it is not in the group
   * @param owner another resource that maintains it
   * @param wasInGroup whether the group once launched or attached it
   */
  record Place(
      Optional<Instance> member, Optional<SpawnerStoppedInstanceOwner> owner, boolean wasInGroup) {
    private String words() {
      if (member.isPresent()) {
        return isInStandby()
            ? ", in Standby"
            : isProtected() ? ", protected from scale-in" : isLeaving() ? ", ending" : "";
      }
      return owner
          .map(other -> ", in " + other)
          .orElse(wasInGroup ? ", no longer in the group" : ", outside the group");
    }

    private boolean is(String state) {
      return member
          .filter(instance -> nullToEmpty(instance.lifecycleStateAsString()).startsWith(state))
          .isPresent();
    }

    private boolean isInStandby() {
      return is("Standby") || is("EnteringStandby");
    }

    private boolean isProtected() {
      return member
          .filter(instance -> Boolean.TRUE.equals(instance.protectedFromScaleIn()))
          .isPresent();
    }

    /** A group may also retain an instance that it removes, which then keeps running. */
    private boolean isLeaving() {
      return is("Terminat") && !is("Terminating:Retained");
    }
  }

  Instant launchedAt() {
    return launched.at();
  }

  /** Returns what it was launched with; its own user data may differ. */
  Optional<Launch> launchedFrom() {
    return launched.from();
  }

  /** Returns what it runs, if that follows from its launch. */
  Optional<Launch> runsLaunch() {
    return launched.from().filter(launch -> launched.unchanged());
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

  /** Returns whether the group is terminating it. */
  boolean isLeaving() {
    return place.isLeaving();
  }

  /** Returns a description of what it runs. */
  String runs() {
    return runsLaunch().map(Launch::label).orElse("its own user data") + place.words();
  }
}

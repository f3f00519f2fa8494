package dev.referee.ec2;

import com.google.common.collect.ImmutableList;
import dev.referee.Expectation;

/** The expectations of {@link SpawnerStopped}, in the order in which to fix them. */
final class SpawnerStoppedExpectations {
  static final Expectation GROUP_EXISTS =
      Expectation.of("GroupMissing", "Auto Scaling group", "The Auto Scaling group exists");

  static final Expectation TEMPLATE_CLEAN =
      Expectation.of(
          "LaunchTemplateNotClean",
          "what the group launches from",
          "A launch template or configuration exists whose user data starts no instances");
  static final Expectation SOURCE_EXISTS =
      Expectation.of(
          "LaunchTemplateMissing",
          "what the group launches from",
          "The launch template or configuration of the group exists");
  static final Expectation USER_DATA_VISIBLE =
      Expectation.of(
          "UserDataNotVisible",
          "what the group launches from",
          "Referee can see that the user data starts no instances");

  static final Expectation LAUNCHES_CLEAN =
      Expectation.of(
          "GroupLaunchesOldVersion",
          "what the group launches",
          "The group launches instances with clean user data");
  static final Expectation DEFAULT_MOVED =
      Expectation.of(
          "DefaultVersionNotMoved",
          "what the group launches",
          "The group launches instances with clean user data");

  static final Expectation PROCESSES_RUN =
      Expectation.of(
          "ProcessesSuspended",
          "processes of the group",
          "The group launches and replaces instances by itself");
  static final Expectation HAS_INSTANCES =
      Expectation.of(
          "GroupScaledToZero", "size of the group", "The desired capacity of the group is not 0");
  static final Expectation CAN_LAUNCH =
      Expectation.of("GroupCannotLaunch", "running instances", "The group can launch instances");

  static final Expectation REPLACED =
      Expectation.of(
          "InstancesNotReplaced",
          "running instances",
          "Every instance in service runs clean user data");

  static final Expectation STRANGE_GONE =
      Expectation.of("StrangeInstancesThere", "strange instances", "No strange instance is left");
  static final Expectation QUIET =
      Expectation.of(
          "QuietPeriodNotOver",
          "quiet period",
          "No strange instance has come back during the quiet period");

  static final ImmutableList<Expectation> ALL =
      ImmutableList.of(
          GROUP_EXISTS,
          SOURCE_EXISTS,
          TEMPLATE_CLEAN,
          USER_DATA_VISIBLE,
          DEFAULT_MOVED,
          LAUNCHES_CLEAN,
          PROCESSES_RUN,
          HAS_INSTANCES,
          CAN_LAUNCH,
          REPLACED,
          STRANGE_GONE,
          QUIET);

  private SpawnerStoppedExpectations() {}
}

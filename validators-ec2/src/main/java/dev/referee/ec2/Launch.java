package dev.referee.ec2;

import dev.referee.ec2.userdata.UserData;
import java.time.Instant;
import java.util.Optional;

/**
 * The parameters of a launch: one version of a launch template, or a launch configuration.
 *
 * @param label the name for people, for example {@code version 3}
 * @param userData the user data
 * @param instanceProfile the name or ARN of the instance profile, whose role the script would use
 * @param madeAt when it was created; empty if unknown
 */
record Launch(
    String label, UserData userData, Optional<String> instanceProfile, Optional<Instant> madeAt) {

  /**
   * Returns whether an instance can have been launched with it: for an instance that is older than
   * it, Auto Scaling reports what the group would launch now.
   */
  boolean wasThereAt(Instant launch) {
    return madeAt.map(made -> !made.isAfter(launch)).orElse(true);
  }
}

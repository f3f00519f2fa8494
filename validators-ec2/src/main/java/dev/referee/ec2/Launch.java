package dev.referee.ec2;

import dev.referee.ec2.userdata.UserData;
import java.time.Instant;
import java.util.Optional;

/**
 * The parameters of a launch: one version of a launch template, or a launch configuration.
 *
 * @param label what people call it, for example {@code version 3}
 * @param userData what runs at boot
 * @param instanceProfile the name or ARN of the profile whose role the script would use
 * @param madeAt when it was made; empty when nobody says so
 */
record Launch(
    String label, UserData userData, Optional<String> instanceProfile, Optional<Instant> madeAt) {

  /**
   * Returns whether an instance can have been launched with it at all: what says so of an older
   * instance says only what its group would launch now.
   */
  boolean wasThereAt(Instant launch) {
    return madeAt.map(made -> !made.isAfter(launch)).orElse(true);
  }
}

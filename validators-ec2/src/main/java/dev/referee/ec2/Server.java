package dev.referee.ec2;

import java.time.Instant;
import java.util.Optional;

/**
 * Is an instance that a group launched, or holds: one that runs, or one that did until lately.
 *
 * @param id the instance id
 * @param launchedAt when it was launched, by EC2
 * @param launchedFrom what it was launched with; empty when that is not known any more
 * @param instanceProfile the ARN of the profile whose role its scripts use
 * @param inGroup whether the group counts it as its own
 * @param running whether it runs, or is about to
 * @param goneAt when it was told to end, where EC2 says so
 */
record Server(
    String id,
    Instant launchedAt,
    Optional<Launch> launchedFrom,
    Optional<String> instanceProfile,
    boolean inGroup,
    boolean running,
    Optional<Instant> goneAt) {

  /** Returns what it runs, in words. */
  String runs() {
    return launchedFrom.map(Launch::label).orElse("its own user data")
        + (inGroup ? "" : ", no longer in the group");
  }
}

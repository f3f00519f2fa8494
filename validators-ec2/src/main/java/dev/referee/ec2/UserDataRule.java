package dev.referee.ec2;

import com.google.common.collect.ImmutableList;
import dev.referee.ec2.userdata.Reading;
import dev.referee.ec2.userdata.TrustedSources;
import dev.referee.ec2.userdata.UserData;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tells user data that starts instances from user data that does not.
 *
 * @param patterns what starts instances; one that is found is enough
 */
record UserDataRule(ImmutableList<Pattern> patterns) {

  /** Says what is known of user data. */
  enum Finds {
    CLEAN,
    DIRTY,
    /** What can be seen is clean, and not all can be seen. */
    UNSEEN
  }

  /** Knows how instances are started from the AWS CLI, the SDKs and PowerShell. */
  static final UserDataRule STARTS_INSTANCES =
      new UserDataRule(
          Stream.of(
                  "\\brun-instances\\b",
                  "\\brun_instances\\b",
                  "\\bcreate_instances\\b",
                  "\\bRunInstances",
                  "\\brunInstances\\b",
                  "\\bNew-EC2Instance\\b",
                  "\\bec2-run-instances\\b",
                  "\\b(?:request-spot-(?:instances|fleet)|request_spot_(?:instances|fleet))\\b",
                  "\\bRequestSpot(?:Instances|Fleet)",
                  "\\bRequest-EC2Spot(?:Instance|Fleet)\\b",
                  "\\b(?:ec2\\s+create-fleet|create_fleet)\\b",
                  "\\bAction=CreateFleet\\b")
              .map(Pattern::compile)
              .collect(ImmutableList.toImmutableList()));

  /** Returns this rule, by which what comes from trusted sources is clean. */
  UserDataRule trusting(TrustedSources trusted) {
    return this;
  }

  Finds finds(UserData userData) {
    if (match(userData).isPresent()) {
      return Finds.DIRTY;
    }
    return userData.unseen().isEmpty() ? Finds.CLEAN : Finds.UNSEEN;
  }

  /** Returns what is known of user data, and why. */
  Reading reading(UserData userData) {
    return switch (finds(userData)) {
      case DIRTY -> Reading.starts(match(userData).orElseThrow().pattern());
      case UNSEEN -> Reading.cannotTell(String.join(", ", userData.unseen()));
      case CLEAN -> Reading.clean(false);
    };
  }

  boolean isClean(UserData userData) {
    return finds(userData) == Finds.CLEAN;
  }

  boolean isClean(Launch launch) {
    return isClean(launch.userData());
  }

  /** Returns the pattern that is found in it, never the text around. */
  Optional<Pattern> match(UserData userData) {
    return patterns.stream()
        .filter(pattern -> userData.any(text -> pattern.matcher(text).find()))
        .findFirst();
  }
}

package dev.referee.ec2;

import dev.referee.ec2.userdata.Reading;
import dev.referee.ec2.userdata.TrustedSources;
import dev.referee.ec2.userdata.UserData;
import dev.referee.ec2.userdata.UserDataReader;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A rule that decides whether user data starts instances.
 *
 * @param reader reads it
 */
record SpawnerStoppedUserDataRule(UserDataReader reader) {

  /** The possible results of applying a rule to user data. */
  enum Finds {
    CLEAN,
    DIRTY,
    /** The readable part is clean, but not everything can be read. */
    UNSEEN
  }

  /** The rule that recognises the calls that start instances, and trusts only AWS's own sources. */
  static final SpawnerStoppedUserDataRule STARTS_INSTANCES =
      new SpawnerStoppedUserDataRule(UserDataReader.trusting(TrustedSources.NONE));

  /**
   * Creates a rule with the organiser's patterns. They are matched by RE2, in time linear in the
   * size of the user data.
   *
   * @throws IllegalArgumentException if RE2 does not support one
   */
  static SpawnerStoppedUserDataRule of(List<Pattern> patterns) {
    return new SpawnerStoppedUserDataRule(
        UserDataReader.of(
            TrustedSources.NONE,
            patterns.stream().map(SpawnerStoppedUserDataRule::inRe2).toList()));
  }

  private static String inRe2(Pattern pattern) {
    return flag(pattern, Pattern.CASE_INSENSITIVE, "(?i)")
        + flag(pattern, Pattern.DOTALL, "(?s)")
        + flag(pattern, Pattern.MULTILINE, "(?m)")
        + pattern.pattern();
  }

  private static String flag(Pattern pattern, int flag, String inline) {
    return (pattern.flags() & flag) != 0 ? inline : "";
  }

  /** Returns this rule, with trusted sources. */
  SpawnerStoppedUserDataRule trusting(TrustedSources trusted) {
    return new SpawnerStoppedUserDataRule(reader.with(trusted));
  }

  /** Returns the reading of user data. */
  Reading reading(UserData userData) {
    return reader.read(userData);
  }

  Finds finds(UserData userData) {
    return switch (reading(userData).kind()) {
      case STARTS -> Finds.DIRTY;
      case CLEAN -> Finds.CLEAN;
      case CANNOT_TELL -> Finds.UNSEEN;
    };
  }

  boolean isClean(UserData userData) {
    return finds(userData) == Finds.CLEAN;
  }

  boolean isClean(Launch launch) {
    return isClean(launch.userData());
  }

  /** Returns why user data is bad, without its text. */
  Optional<String> match(UserData userData) {
    return Optional.of(reading(userData)).filter(Reading::starts).map(Reading::reason);
  }
}

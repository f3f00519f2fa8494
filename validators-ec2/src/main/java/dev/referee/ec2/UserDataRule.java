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
record UserDataRule(UserDataReader reader) {

  /** The possible results of applying a rule to user data. */
  enum Finds {
    CLEAN,
    DIRTY,
    /** What can be seen is clean, and not all can be seen. */
    UNSEEN
  }

  /** Knows how instances are started; trusts nothing but AWS's own places. */
  static final UserDataRule STARTS_INSTANCES =
      new UserDataRule(UserDataReader.trusting(TrustedSources.NONE));

  /**
   * Makes one that looks for patterns of the organiser's. They are matched by RE2, whose time is
   * linear in what a team wrote.
   *
   * @throws IllegalArgumentException when RE2 does not know one
   */
  static UserDataRule of(List<Pattern> patterns) {
    return new UserDataRule(
        UserDataReader.of(
            TrustedSources.NONE, patterns.stream().map(UserDataRule::inRe2).toList()));
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

  /** Returns this rule, by which what comes from trusted sources is clean. */
  UserDataRule trusting(TrustedSources trusted) {
    return new UserDataRule(reader.with(trusted));
  }

  /** Returns what is known of user data, and why. */
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

  /** Returns why user data is bad, and never its text. */
  Optional<String> match(UserData userData) {
    return Optional.of(reading(userData)).filter(Reading::starts).map(Reading::reason);
  }
}

package dev.referee.ec2.userdata;

/** Reads user data and every program in it, and tells whether one of them starts instances. */
public final class UserDataReader {
  private final TrustedSources trusted;

  private UserDataReader(TrustedSources trusted) {
    this.trusted = trusted;
  }

  /** Makes a reader that takes what comes from trusted sources for clean. */
  public static UserDataReader trusting(TrustedSources trusted) {
    return new UserDataReader(trusted);
  }

  /** Reads user data. */
  public Reading read(UserData userData) {
    for (String text : userData.texts()) {
      if (read(Language.UNKNOWN, text).kind() != Reading.Kind.CLEAN) {
        return read(Language.UNKNOWN, text);
      }
    }
    return Reading.clean(false);
  }

  /** Reads one program. */
  Reading read(Language language, String program) {
    ReadingFindings findings = new ReadingFindings(trusted, new Budget());
    findings.nested(language, program, 0);
    return findings.reading();
  }
}
